"""Takes the files of the names data set out of a zip or a folder, into memory and nowhere else.

Only what is expected is read: regular files ``…/names/LANGUAGE.txt``, of bounded size. Nothing is
unpacked, so that a path in a zip leads nowhere.
"""

from __future__ import annotations

import io
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from rnngrade.data.editions import is_language_file
from rnngrade.data.interface import DataError, Files

MAX_FILE_BYTES = 2**20
"""Ten times the largest file that is known."""
MAX_FILES = 60
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,  # a compression that Python lacks
    RuntimeError,  # a password
)
"""What ``zipfile`` raises of a zip that is none, or another than it says."""
_WANTED = "expected the files LANGUAGE.txt, such as Czech.txt, in a folder named names"


def from_zip(content: bytes) -> Files:
    """Return the files of the names data set in a zip. Raises ``DataError``."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if _is_wanted(entry.filename)]
            _refuse_odd(entries)
            return _bounded(
                (PurePosixPath(entry.filename).name, _content(archive, entry)) for entry in entries
            )
    except DAMAGED as error:
        raise DataError(f"this is not a zip that can be read: {error}") from None


def from_folder(folder: Path) -> Files:
    """Return the files of the names data set in a folder, or in ``names`` or ``data/names`` in it.

    Raises ``DataError``, and ``OSError`` for a file that cannot be read.
    """
    places = (folder / "data" / "names", folder / "names", folder)
    found = ([path for path in sorted(place.glob("*.txt")) if _is_file(path)] for place in places)
    return _bounded((path.name, _read(path)) for path in next(filter(None, found), []))


def _is_wanted(path: str) -> bool:
    parts = PurePosixPath(path).parts
    # A Mac's zip has a shadow of each file, ``__MACOSX/…/._Czech.txt``.
    return parts[-2:-1] == ("names",) and is_language_file(parts[-1])


def _refuse_odd(entries: list[zipfile.ZipInfo]) -> None:
    """Raise ``DataError`` where entries are not regular files of one folder inside the zip."""
    for entry in entries:
        path = PurePosixPath(entry.filename)
        if path.is_absolute() or ".." in path.parts:
            raise DataError(f"the zip holds {entry.filename!r}, a path that leads out of it")
        if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):
            raise DataError(f"{entry.filename!r} in the zip is no regular file")
    if len({PurePosixPath(entry.filename).parent for entry in entries}) > 1:
        raise DataError("the zip holds more than one folder named names")


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Return the bytes of an entry, which may be more than it declares."""
    if entry.file_size > MAX_FILE_BYTES:
        raise _too_large(entry.filename)
    with archive.open(entry) as file:
        content = file.read(MAX_FILE_BYTES + 1)
    if len(content) > MAX_FILE_BYTES:
        raise _too_large(entry.filename)
    return content


def _is_file(path: Path) -> bool:
    return path.is_file() and is_language_file(path.name)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        content = file.read(MAX_FILE_BYTES + 1)
    if len(content) > MAX_FILE_BYTES:
        raise _too_large(str(path))
    return content


def _bounded(named: Iterator[tuple[str, bytes]]) -> Files:
    """Return files by name; not more than there are languages in any edition."""
    files: Files = {}
    for name, content in named:
        if name in files:
            raise DataError(f"the zip holds {name} twice")
        files[name] = content
        if len(files) > MAX_FILES:
            raise DataError(f"there are more than {MAX_FILES} files; {_WANTED}")
    if not files:
        raise DataError(f"there are no names in it: {_WANTED}")
    return files


def _too_large(name: str) -> DataError:
    return DataError(f"{name} is larger than {MAX_FILE_BYTES // 2**20} MB; no list of names is")
