"""The digest of all that is looked at to read a submission: its code and the weights beside it."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from rnngrade.submission.checkpoint import (
    CHECKPOINT_SUFFIXES,
    MAX_CHECKPOINT_BYTES,
    weights_beside,
)
from rnngrade.submission.file import Wanted, file_bytes
from rnngrade.submission.folder import candidates, changed
from rnngrade.submission.interface import SubmissionError

_ANY = Wanted(MAX_CHECKPOINT_BYTES, instead="", smaller="")


def handed_in_sha256(path: Path) -> str:
    """Return the hex digest of names and bytes of what ``path`` holds, a file or a folder.

    Equal digests are read as equal submissions. What cannot be read counts by its kind. Of several
    files that may be meant the newest is taken, so that it counts which is newer than which.
    """
    digest = hashlib.sha256(_ages(path))
    for file in _files(path):
        digest.update(hashlib.sha256(os.fsencode(file.name)).digest())
        digest.update(_content_digest(file))
    return digest.hexdigest()


def _ages(path: Path) -> bytes:
    """Return which of several candidates are newer than which; nothing where there is but one."""
    found = candidates(path)
    if len(found) < 2:
        return b""
    times = [changed(file) for file in found]
    order = sorted(set(times))
    return b" ".join(str(order.index(time)).encode() for time in times)


def _files(path: Path) -> Iterator[Path]:
    if not os.path.isdir(path):  # noqa: PTH112 # pathlib's raises
        yield path
        yield from weights_beside(path)
        return
    yield from candidates(path)
    yield from _weights(path)


def _weights(folder: Path) -> list[Path]:
    try:
        return sorted(p for p in folder.iterdir() if p.suffix.lower() in CHECKPOINT_SUFFIXES)
    except OSError:
        return []


def _content_digest(path: Path) -> bytes:
    try:
        found = file_bytes(path, _ANY)
    except SubmissionError:
        # Its message names the path, and what was unpacked lies somewhere else each time.
        return hashlib.sha256(b"\0" + _kind(path).encode()).digest()
    return hashlib.sha256(b"a folder" if found is None else found).digest()


def _kind(path: Path) -> str:
    """Return what tells one thing that cannot be read from another."""
    try:
        found = path.stat()
    except (OSError, ValueError) as error:
        return type(error).__name__
    size = found.st_size if stat.S_ISREG(found.st_mode) else 0
    return f"{stat.S_IFMT(found.st_mode)} {size}"
