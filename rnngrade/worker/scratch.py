"""The folder that a worker works in, and how to be rid of it whatever is in it."""

from __future__ import annotations

import itertools
import os
import stat
from contextlib import suppress
from pathlib import Path


def remove_folder(folder: Path) -> None:
    """Remove a folder that an adversary has filled. Follows no link, and needs no permissions.

    Folders are moved up to the top before they are emptied, so that no depth is too deep: at most
    two are open at a time, and nothing recurses.
    """
    with suppress(FileNotFoundError):
        if stat.S_ISDIR(folder.lstat().st_mode):
            folder.chmod(stat.S_IRWXU)
        top = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            _empty(top)
        finally:
            os.close(top)
        folder.rmdir()


def _empty(top: int) -> None:
    numbers = itertools.count()
    while names := os.listdir(top):
        for name in names:
            if _is_folder(name, top):
                _lift_contents(name, top, numbers)
                os.rmdir(name, dir_fd=top)
            else:
                os.unlink(name, dir_fd=top)


def _lift_contents(name: str, top: int, numbers: itertools.count[int]) -> None:
    """Move the folders in the folder ``name`` to the top, and remove its files."""
    folder = _open(name, top)
    try:
        for entry in os.listdir(folder):  # noqa: PTH208 - a descriptor
            if _is_folder(entry, folder):
                _allow(entry, folder)
                os.rename(entry, _free_name(top, numbers), src_dir_fd=folder, dst_dir_fd=top)
            else:
                os.unlink(entry, dir_fd=folder)
    finally:
        os.close(folder)


def _free_name(top: int, numbers: itertools.count[int]) -> str:
    """Return a name that nothing at the top has."""
    return next(name for name in map("lifted-{}".format, numbers) if not _exists(name, top))


def _exists(name: str, folder: int) -> bool:
    try:
        os.lstat(name, dir_fd=folder)
    except FileNotFoundError:
        return False
    return True


def _is_folder(name: str, folder: int) -> bool:
    return stat.S_ISDIR(os.lstat(name, dir_fd=folder).st_mode)


def _open(name: str, top: int) -> int:
    _allow(name, top)
    return os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=top)


def _allow(name: str, folder: int) -> None:
    """Give a folder back to its owner. Everything that could swap it for a link is dead by now."""
    os.chmod(name, stat.S_IRWXU, dir_fd=folder)
