"""A user of its own for a worker that root starts."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

FIRST_USER, LAST_USER = 61184, 65519
"""The range that systemd hands out to services for as long as they run (DynamicUser=)."""


def everyone_may_read(paths: Iterable[str]) -> bool:
    """Return whether any user may read these files and folders, by their permissions.

    Where Python lies in root's own home, a worker of another user could import nothing more.
    """
    return all(_everyone_may_read(Path(path)) for path in paths)


def become_another_user(scratch: int) -> str | None:
    """Give up root, for a user that no one else is, who owns the folder ``scratch``.

    None where this process is not root's, or may not change who it is.
    """
    if os.geteuid() != 0:
        return None
    user = FIRST_USER + os.getpid() % (LAST_USER - FIRST_USER + 1)
    try:
        os.fchown(scratch, user, user)
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    except OSError:
        if os.getresuid() == (0, 0, 0):
            return None
        raise
    return "user-of-its-own"


def _everyone_may_read(path: Path) -> bool:
    try:
        found = path.resolve(strict=True)
        wanted = stat.S_IROTH | (stat.S_IXOTH if found.is_dir() else 0)
        return found.stat().st_mode & wanted == wanted and all(
            folder.stat().st_mode & stat.S_IXOTH for folder in found.parents
        )
    except OSError:
        return True  # What is not there need not be read.
