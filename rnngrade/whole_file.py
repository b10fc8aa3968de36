"""A file that is there whole or not at all, whatever happens while it is written."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

_PREFIX, _SUFFIX = ".rnngrade-", ".tmp"


def write_whole(path: Path, text: str) -> None:
    """Write ``text`` to ``path``, as ``writing_whole`` does. Raises OSError."""
    with writing_whole(path) as file:
        file.write(text)


@contextmanager
def writing_whole(path: Path) -> Iterator[TextIO]:
    """Yield a file to write in UTF-8: at ``path``, readers see the old one or the whole new one.

    A link is followed. What is no regular file (a pipe, ``/dev/null``) is written to as it stands.
    Raises OSError, and leaves what was there, where it cannot be written; and so it does where the
    block that writes ends with an exception.
    """
    if path.exists() and not path.is_file():
        with path.open("w", encoding="utf-8", newline="") as file:
            yield file
        return
    target = path.resolve()
    temporary = target.parent / f"{_PREFIX}{secrets.token_hex(8)}{_SUFFIX}"
    try:
        with temporary.open("x", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except OSError as error:
        if error.filename is None or error.filename == str(temporary):
            error.filename, error.filename2 = str(path), None  # a name that whoever asked knows
        raise
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(target.parent)


def unfinished(folder: Path) -> Iterator[Path]:
    """Yield the files that were being written in a folder, or whose writer was killed."""
    yield from folder.glob(f"{_PREFIX}*{_SUFFIX}")


def _sync_folder(folder: Path) -> None:
    """Make the new name itself survive a loss of power; Windows cannot open folders for that."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
