"""Unpacks archives that anybody may have made, into one folder and nowhere else.

Neither ``zipfile`` nor ``tarfile`` writes anything here. Members are read, what is read is counted,
and it goes into files that are made anew, readable to nobody else: so no path leads out of the
folder, no link, device or set-id bit comes to be, and no size that an archive states is believed.
Only code, weights and archives are written. Whatever else has a name is made as an empty file, so
that a folder looks afterwards as it was handed in.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from rnngrade.intake.junk import CHECKOUT, is_junk
from rnngrade.intake.members import DAMAGED, ArchiveError, Member, of_tar, of_zip
from rnngrade.submission.checkpoint import CHECKPOINT_SUFFIXES
from rnngrade.submission.folder import SUFFIXES

ARCHIVE_SUFFIXES = (
    ".zip",
    ".tar",
    ".tar.gz",
    ".tgz",
    ".tar.bz2",
    ".tbz2",
    ".tar.xz",
    ".txz",
)
NOT_UNPACKED = (".rar", ".7z")
"""Kinds that students hand in as well, and that Python cannot read."""
MAX_NESTING = 2
"""How many archives one that is opened may lie in."""
MAX_RATIO = 200
"""Of an archive's unpacked bytes to its own; code is packed 5 to 20 times."""
RATIO_COUNTS_FROM = 50_000_000
"""Unpacked bytes below which no ratio is looked at."""
MAX_NAME_BYTES = 255
MAX_DEPTH = 30
"""Folders that a file may lie in."""
_PIECE = 1 << 16
DISK_IS_FULL = (errno.ENOSPC, errno.EDQUOT)
"""What ends a class: no one member is to blame for it."""


@dataclass(frozen=True)
class Limits:
    """What one archive may unpack to."""

    members: int
    file_bytes: int
    """Of one file. A larger one is made empty, and the others are unpacked."""
    total_bytes: int


CLASS = Limits(members=100_000, file_bytes=500_000_000, total_bytes=20_000_000_000)
"""Of the instructor's archive of a whole class: 10,000 students of ten files."""
STUDENT = Limits(members=10_000, file_bytes=100_000_000, total_bytes=400_000_000)
"""Of one student's. Of weights, at most 64 MB are read."""


@dataclass(frozen=True)
class Refused:
    """A member that was not unpacked, and why, in a sentence."""

    name: str
    reason: str


def archive_suffix(name: str) -> str:
    """Return the suffix that makes a file an archive, as it is written there, or ``""``."""
    known = (*ARCHIVE_SUFFIXES, *NOT_UNPACKED)
    found = max((s for s in known if name.lower().endswith(s)), key=len, default="")
    return name[len(name) - len(found) :]


def unpack(archive: Path, into: Path, limits: Limits) -> list[Refused]:
    """Unpack ``archive`` into ``into``, which is made; return what was refused.

    Files get the times that they have in the archive. Raises ``ArchiveError`` where it is none, is
    damaged, or exceeds its limits, and ``OSError`` where the disk is full.
    """
    into.mkdir(mode=0o700)
    try:
        found = archive.stat()
    except OSError as error:
        raise ArchiveError(f"It cannot be read: {error.strerror}.") from None
    if not stat.S_ISREG(found.st_mode):
        raise ArchiveError("It is no file.")  # to open a pipe would be to wait for its other end
    total = min(limits.total_bytes, max(RATIO_COUNTS_FROM, MAX_RATIO * found.st_size))
    return _Unpacking(into, limits, total).take(_members(archive, limits.members, total))


def _members(archive: Path, most: int, limit: int) -> Iterator[Member]:
    suffix = archive_suffix(archive.name).lower()
    if suffix in NOT_UNPACKED:
        raise ArchiveError(f"A {suffix} archive cannot be unpacked: .zip or .tar.gz was expected.")
    members = of_zip(archive, most) if suffix == ".zip" else of_tar(archive, suffix, limit)
    while True:
        try:
            member = next(members, None)
        except PermissionError:
            raise ArchiveError("There is no permission to read it.") from None
        except DAMAGED as error:
            raise ArchiveError(f"It is damaged, or no archive at all ({_said(error)}).") from None
        if member is None:
            return
        yield member


def _said(error: Exception) -> str:
    said = getattr(error, "strerror", None) or str(error)
    return (said or type(error).__name__).rstrip(".")


class _Unpacking:
    """One archive on its way into a folder. It counts what it writes."""

    def __init__(self, into: Path, limits: Limits, total: int) -> None:
        self._into = into
        self._limits = limits
        self._total = total
        self._written = 0
        self._folders = {into}

    def take(self, members: Iterable[Member]) -> list[Refused]:
        refused = []
        for number, member in enumerate(members):
            if number >= self._limits.members:
                raise ArchiveError(f"It holds more than {self._limits.members:,} files.")
            # Programs of old wrote a zip's paths in Windows' way.
            parts = PurePosixPath(member.name.replace("\\", "/")).parts
            if reason := _unusable(parts) or self._place(member, parts):
                refused.append(Refused(member.name, reason))
        return refused

    def _place(self, member: Member, parts: tuple[str, ...]) -> str:
        """Give a member its place; return why it is an empty one, or none."""
        junk = next((depth for depth, part in enumerate(parts, 1) if is_junk(part)), None)
        try:
            if junk:
                if parts[junk - 1] == CHECKOUT:
                    self._make_folder(self._into.joinpath(*parts[:junk]))
                return ""
            path = self._into.joinpath(*parts)
            if member.folder:
                self._make_folder(path)
                return ""
            self._make_folder(path.parent)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except (FileExistsError, NotADirectoryError):
            return "The archive has something of that name already."
        except OSError as error:
            if error.errno in DISK_IS_FULL:
                raise
            return f"It cannot be written: {error.strerror}."
        with os.fdopen(descriptor, "wb") as file:
            reason = member.refusal or (self._copy(member, file) if _is_read(path.name) else "")
            if reason:
                file.seek(0)
                file.truncate()
        _set_time(path, member.time)
        return reason

    def _make_folder(self, path: Path) -> None:
        """Make a folder and those that it lies in, which no member needs to name."""
        missing = []
        while path not in self._folders:
            missing.append(path)
            path = path.parent
        if len(self._folders) - 1 + len(missing) > self._limits.members:
            raise ArchiveError(f"It holds more than {self._limits.members:,} folders.")
        for folder in reversed(missing):
            folder.mkdir(0o700, exist_ok=True)
            self._folders.add(folder)

    def _copy(self, member: Member, file: BinaryIO) -> str:
        size = 0
        for piece in _pieces(member):
            if isinstance(piece, str):
                return piece
            size += len(piece)
            self._written += len(piece)
            if self._written > self._total:
                raise ArchiveError(self._too_much())
            if size > self._limits.file_bytes:
                return f"It is larger than {self._limits.file_bytes / 1e6:g} MB."
            file.write(piece)
        return ""

    def _too_much(self) -> str:
        if self._total == self._limits.total_bytes:
            return f"It unpacks to more than {self._total / 1e6:,g} MB."
        return f"It unpacks to more than {MAX_RATIO} times its size."


def _pieces(member: Member) -> Iterator[bytes | str]:
    """Yield what a member holds, and then, where it cannot be read on, why."""
    try:
        source = member.open()
        while piece := source.read(_PIECE) if source else b"":
            yield piece
    except DAMAGED as error:
        yield f"It is damaged ({_said(error)})."


def _is_read(name: str) -> bool:
    suffix = PurePosixPath(name).suffix.lower()
    return suffix in (*SUFFIXES, *CHECKPOINT_SUFFIXES) or bool(archive_suffix(name))


def _unusable(parts: tuple[str, ...]) -> str:
    """Return why a path is none inside a folder, or ``""``."""
    if not parts:
        return "It has no name."
    drive = len(parts[0]) == 2 and parts[0][1] == ":"
    if parts[0].startswith("/") or drive or ".." in parts:
        return "Its path leads out of the archive."
    if any("\0" in part for part in parts):
        return "There is a NUL in its name."
    if len(parts) > MAX_DEPTH or any(len(os.fsencode(part)) > MAX_NAME_BYTES for part in parts):
        return "Its name is too long, or it lies too deep."
    return ""


def _set_time(path: Path, time: float | None) -> None:
    """Give a file its time; one that has none is of 1970, which no submission is."""
    try:
        os.utime(path, (time or 0, time or 0))
    except (OverflowError, ValueError, OSError):
        os.utime(path, (0, 0))
