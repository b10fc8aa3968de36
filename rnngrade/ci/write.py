"""Writes the files for a CI system into a folder, or as a zip; overwrites nothing unasked."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

from rnngrade.ci.interface import CiFile, Files

_MADE = (1980, 1, 1, 0, 0, 0)
"""The date of what is in a zip, so that the same files are the same bytes."""


class InTheWayError(Exception):
    """Files that are there already. The message names them."""

    def __init__(self, paths: list[Path]) -> None:
        names = ", ".join(str(path) for path in paths)
        super().__init__(f"already there, and left as they are: {names}. Nothing was written")


def write(files: Files, output: Path, *, force: bool) -> dict[Path, bool]:
    """Write ``files`` below the folder ``output``, or into it where its name ends in ``.zip``.

    Returns the paths that were written, and for each whether another file was overwritten. Raises
    ``InTheWayError``, with nothing written, where files are there and ``force`` was not said, and
    ``OSError``.
    """
    wanted = {output: CiFile(zipped(files))} if output.suffix == ".zip" else _below(output, files)
    there = {path: path.exists() or path.is_symlink() for path in wanted}
    if any(there.values()) and not force:
        raise InTheWayError([path for path, is_there in there.items() if is_there])
    for path, file in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
        if file.executable:
            path.chmod(path.stat().st_mode | 0o111)
    return there


def zipped(files: Files) -> bytes:
    """Return a zip of ``files``, each with the mode that it needs."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, file in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _MADE)
            entry.create_system = 3  # UNIX, where modes mean something
            entry.external_attr = (stat.S_IFREG | (0o755 if file.executable else 0o644)) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.content)
    return stream.getvalue()


def _below(folder: Path, files: Files) -> dict[Path, CiFile]:
    return {folder / name: file for name, file in files.items()}
