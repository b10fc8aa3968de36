"""Classes as instructors get them: the same students, in every layout that there is."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

Files = Mapping[str, bytes]
"""Content by path, with ``/``."""

CODE = b"def double(n):\n    return 2 * n\n"
NOTEBOOK = json.dumps(
    {
        "cells": [
            {
                "cell_type": "code",
                "id": "c1",
                "metadata": {},
                "execution_count": None,
                "outputs": [],
                "source": CODE.decode(),
            }
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
).encode()
WEIGHTS = b"weights"


def written(root: Path, files: Files) -> Path:
    """Write files below a folder, which is made."""
    root.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


def zipped(files: Files, time: tuple[int, ...] = (2026, 1, 31, 12, 0, 0)) -> bytes:
    """Return a zip."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, time)  # type: ignore[arg-type]
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return stream.getvalue()


def tarred(files: Files, packing: str = "gz", time: float = 1769860800) -> bytes:
    """Return a tar, packed as named; as it is for ``""``."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=f"w:{packing}") as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime = len(content), time
            archive.addfile(entry, io.BytesIO(content))
    return stream.getvalue()


def within(folder: str, files: Files) -> dict[str, bytes]:
    """Return files in one more folder."""
    return {f"{folder}/{name}": content for name, content in files.items()}


BY_NAME: Files = {"anna.py": CODE, "ben.ipynb": NOTEBOOK, "zoë.PY": CODE}
BY_FOLDER: Files = {"anna/mine.py": CODE, "ben/mine.ipynb": NOTEBOOK, "zoë/mine.py": CODE}
CANVAS: Files = {
    "annaa_11_50001_mine.py": CODE,
    "benb_LATE_12_50002_mine-1.ipynb": NOTEBOOK,
    "zoëz_13_50003_mine.py": CODE,
}
MOODLE: Files = {
    "Anna A_11_assignsubmission_file/mine.py": CODE,
    "Ben B_12_assignsubmission_file/mine.ipynb": NOTEBOOK,
    "Zoë Z_13_assignsubmission_file/mine.py": CODE,
}
MOODLE_FLAT: Files = {
    "Anna A_11_assignsubmission_file_mine.py": CODE,
    "Ben B_12_assignsubmission_file_mine.ipynb": NOTEBOOK,
    "Zoë Z_13_assignsubmission_file_mine.py": CODE,
}
OWN_ARCHIVES: Files = {
    "anna.zip": zipped({"mine.py": CODE}),
    "ben.tar.gz": tarred({"hand-in/mine.ipynb": NOTEBOOK, "__MACOSX/hand-in/._mine.py": b"?"}),
    "zoë.tgz": tarred({"mine.py": CODE}),
}
CHECKOUTS: Files = {
    "anna/.git/HEAD": b"ref: refs/heads/main\n",
    "anna/mine.py": CODE,
    "ben/.git/HEAD": b"ref: refs/heads/main\n",
    "ben/src/mine.ipynb": NOTEBOOK,
    "ben/README.md": b"",
    "zoë/.git": b"gitdir: elsewhere\n",
    "zoë/code/mine.py": CODE,
    "zoë/.venv/lib/site.py": CODE,
    "zoë/node_modules/x.py": CODE,
}
PLAIN_NAMES = ["anna", "ben", "zoë"]
LAYOUTS: dict[str, tuple[Files, list[str]]] = {
    "files by name": (BY_NAME, PLAIN_NAMES),
    "folders by name": (BY_FOLDER, PLAIN_NAMES),
    "archives by name": (OWN_ARCHIVES, PLAIN_NAMES),
    "checkouts": (CHECKOUTS, PLAIN_NAMES),
    "Canvas": (CANVAS, ["annaa_11", "benb_12", "zoëz_13"]),
    "Moodle": (MOODLE, ["Anna A_11", "Ben B_12", "Zoë Z_13"]),
    "Moodle without folders": (MOODLE_FLAT, ["Anna A_11", "Ben B_12", "Zoë Z_13"]),
}
"""The files of each layout, and what the submissions are called."""


def in_folder(root: Path, files: Files) -> Path:
    return written(root / "class", files)


def in_zip(root: Path, files: Files) -> Path:
    written(root, {"class.zip": zipped(files)})
    return root / "class.zip"


def in_wrapped_zip(root: Path, files: Files) -> Path:
    inside = {**within("submissions", files), "__MACOSX/submissions/._anna.py": b"?"}
    written(root, {"class.zip": zipped(inside)})
    return root / "class.zip"


def in_folder_of_one_zip(root: Path, files: Files) -> Path:
    return written(root / "downloads", {"class.zip": zipped(files), ".DS_Store": b""})


def in_tar(suffix: str, packing: str) -> Callable[[Path, Files], Path]:
    def write(root: Path, files: Files) -> Path:
        written(root, {f"class{suffix}": tarred(within("submissions", files), packing)})
        return root / f"class{suffix}"

    return write


FORMS: dict[str, Callable[[Path, Files], Path]] = {
    "a folder": in_folder,
    "a zip": in_zip,
    "a zip with a folder around it": in_wrapped_zip,
    "a folder with a zip": in_folder_of_one_zip,
    "a tar": in_tar(".tar", ""),
    "a tar.gz": in_tar(".TAR.GZ", "gz"),
    "a tar.bz2": in_tar(".tar.bz2", "bz2"),
    "a tar.xz": in_tar(".tar.xz", "xz"),
}
"""Ways in which a layout can be given."""
