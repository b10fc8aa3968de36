"""The names data set as the tests have it: the real files where they are at hand, and zips."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

PUBLISHED = Path(__file__).parents[3] / "shared" / "data"
NEEDS_REAL_DATA = pytest.mark.skipif(
    not (PUBLISHED / "names").is_dir(), reason=f"the names data set is not in {PUBLISHED}"
)
FOLDERS = {"20,050 lines": "names", "20,074 lines": "names-20074"}
SMALL = {"Czech.txt": b"Adamek\nAdsit\n", "Korean.txt": b"Ahn \nBaik \n"}
"""An edition that nobody knows."""


def real(edition: str = "20,050 lines") -> dict[str, bytes]:
    """Return the real files of an edition."""
    folder = PUBLISHED / FOLDERS[edition]
    return {path.name: path.read_bytes() for path in folder.glob("*.txt")}


def zipped(files: dict[str, bytes], folder: str = "data/names/", **more: bytes) -> bytes:
    """Return a zip such as the tutorial's: these files, and ``more`` at its top."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data/eng-fra.txt", "Go.\tVa !\n")
        for name, content in files.items():
            archive.writestr(f"{folder}{name}", content)
        for name, content in more.items():
            archive.writestr(name, content)
    return stream.getvalue()
