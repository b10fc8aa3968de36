"""What is in a zip or a tar, member by member, whoever made it; nothing is written."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import stat
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from rnngrade.data import archive

DAMAGED = (*archive.DAMAGED, tarfile.TarError, OverflowError, KeyError)
"""What ``zipfile`` and ``tarfile`` raise of an archive that is none, or another than it says."""
_LARGEST_READ = 1 << 20
"""Bytes that ``tarfile`` may ask for at once; a header has some hundreds."""
_LISTED_BYTES = 400
"""Of a zip's list of members, that one takes: 46, its name, and a few extra fields."""
_EXTENDED_TIMESTAMP = 0x5455
_UTF8 = 0x800


class ArchiveError(Exception):
    """An archive that cannot be unpacked: a sentence that says why."""


class Reader(Protocol):
    """What bytes are read from, piece by piece."""

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes; none at the end."""
        ...


@dataclass(frozen=True)
class Member:
    """A file or a folder in an archive, as the archive has it: nothing of it is to be believed."""

    name: str
    folder: bool
    time: float | None
    refusal: str
    """Why it is no file that could be read, in a sentence; empty for one that is."""
    open: Callable[[], Reader | None]


def of_zip(path: Path, most: int) -> Iterator[Member]:
    """Yield what is in a zip.

    Raises one of ``DAMAGED``, and ``ArchiveError`` where its list is far too long for ``most``
    members: ``zipfile`` reads it whole before it tells of one.
    """
    with _Listed(path, most) as file, zipfile.ZipFile(file) as opened:
        for entry in opened.infolist():
            yield Member(
                _zip_name(entry),
                entry.is_dir(),
                _zip_time(entry),
                _zip_refusal(entry),
                partial(opened.open, entry),
            )


def of_tar(path: Path, suffix: str, limit: int) -> Iterator[Member]:
    """Yield what is in a tar, packed as ``suffix`` says; each is to be read before the next.

    Raises one of ``DAMAGED``, and ``ArchiveError`` when it unpacks to more than ``limit`` bytes.
    """
    with _unpacked(path, suffix) as stream:
        measured = _Measured(stream, limit)
        with tarfile.open(fileobj=measured, mode="r:") as opened:  # type: ignore[call-overload]
            for entry in opened:
                yield Member(
                    entry.name,
                    entry.isdir(),
                    float(entry.mtime),
                    _tar_refusal(entry),
                    partial(opened.extractfile, entry),
                )
        if measured.last.strip(b"\0"):  # where a header is damaged, tarfile just ends
            raise tarfile.ReadError("a header is damaged")


def _zip_name(entry: zipfile.ZipInfo) -> str:
    """Return a name; where it is not marked as UTF-8, it may be so all the same, as a Mac's is."""
    if entry.flag_bits & _UTF8:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename


def _zip_time(entry: zipfile.ZipInfo) -> float | None:
    """Return the extended timestamp, or the time of the zip itself, which is a local one."""
    extra = entry.extra
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        if kind == _EXTENDED_TIMESTAMP and size >= 5 and len(extra) >= 9 and extra[4] & 1:
            return float(struct.unpack_from("<i", extra, 5)[0])
        extra = extra[4 + size :]
    try:
        return datetime(*entry.date_time).astimezone().timestamp()
    except (ValueError, OverflowError, OSError):
        return None


def _zip_refusal(entry: zipfile.ZipInfo) -> str:
    if entry.flag_bits & 1:
        return "It is protected by a password."
    mode = entry.external_attr >> 16
    if stat.S_ISLNK(mode):
        return "It is a link."
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "It is a device or a pipe."
    return ""


def _tar_refusal(entry: tarfile.TarInfo) -> str:
    if entry.issym() or entry.islnk():
        return "It is a link."
    return "" if entry.isreg() else "It is a device or a pipe."


def _unpacked(path: Path, suffix: str) -> gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile:
    if suffix.endswith("gz"):
        return gzip.open(path, "rb")
    if suffix.endswith("bz2"):
        return bz2.open(path, "rb")
    if suffix.endswith("xz"):
        return lzma.open(path, "rb")
    return path.open("rb")  # type: ignore[return-value]


class _Listed(io.FileIO):
    """What ``zipfile`` reads from: it asks for the whole list of members in one piece."""

    def __init__(self, path: Path, most: int) -> None:
        super().__init__(path)
        self._most = most
        self._largest = max(_LARGEST_READ, most * _LISTED_BYTES)

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0:
            size = os.fstat(self.fileno()).st_size - self.tell()
        if size > self._largest:
            raise ArchiveError(f"It holds more than {self._most:,} files.")
        return super().read(size)


class _Measured:
    """What ``tarfile`` reads from: forward only, in pieces, and not more than a limit."""

    def __init__(self, stream: Reader, limit: int) -> None:
        self._stream = stream
        self._at = 0
        self._limit = limit
        self.last = b""

    def read(self, size: int, /) -> bytes:
        if not 0 <= size <= _LARGEST_READ:
            raise ArchiveError("It has a header that is larger than any header is.")
        self.last = self._stream.read(size)
        self._at += len(self.last)
        if self._at > self._limit:
            raise ArchiveError(f"It unpacks to more than {self._limit // 1_000_000:,} MB.")
        return self.last

    def tell(self) -> int:
        return self._at

    def seek(self, position: int, /) -> int:
        if position < self._at:
            raise ArchiveError("It points back into itself.")
        while self._at < position and self.read(min(_LARGEST_READ, position - self._at)):
            pass
        return self._at
