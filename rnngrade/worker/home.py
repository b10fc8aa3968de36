"""The folder in which a grader keeps what is for a time, and what killed graders left of theirs."""

from __future__ import annotations

import fcntl
import os
import re
import signal
import tempfile
import threading
import weakref
from contextlib import suppress
from pathlib import Path

from rnngrade.worker.scratch import remove_folder

PREFIX = "rnngrade-"
LOCK = "lock"
"""A file that the grader holds locked for as long as it lives, however it dies."""
MARK = b"the folder of a grader of rnngrade; locked while it lives\n"
"""What that file says: a folder without it is someone else's."""


class Home:
    """A new folder under the temporary one, and in it a locked file. Removed when closed."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self.path, self._close = _made(self)

    @property
    def closed(self) -> bool:
        """Whether it is gone."""
        return not self._close.alive

    def new_folder(self, prefix: str) -> Path:
        """Return a new folder in it, which nobody else can look into."""
        with self._guard:
            if not self.path.is_dir():
                # Where nothing isolates it, a submission may have taken the folder away.
                self._close()
                self.path, self._close = _made(self)
            return Path(tempfile.mkdtemp(prefix=prefix, dir=self.path))

    def close(self) -> None:
        """Remove it. Safe to call twice."""
        self._close()


def sweep() -> None:
    """Remove the folders of graders that were killed, and kill what still runs in them.

    Leaves alone what belongs to another user, and what cannot be removed.
    """
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            if folder.lstat().st_uid == os.geteuid() and _is_abandoned(folder):
                _kill_inhabitants(folder)
                remove_folder(folder)


def _is_abandoned(folder: Path) -> bool:
    try:
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        if os.read(lock, len(MARK) + 1) != MARK:
            return False
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return True


def _kill_inhabitants(folder: Path) -> None:
    """Kill every process whose environment was a worker's in this folder (Linux)."""
    home = re.compile(rb"(^|\0)HOME=" + re.escape(os.fsencode(folder)) + rb"(/|\0|$)")
    for environment in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if home.search(environment.read_bytes()):
                os.kill(int(environment.parent.name), signal.SIGKILL)


def _made(owner: Home) -> tuple[Path, weakref.finalize[[Path, int], Home]]:
    """Return a new folder, locked, and what removes it."""
    path = Path(tempfile.mkdtemp(prefix=PREFIX))
    # A worker that is a user of its own must come through to its folder, but see no other.
    path.chmod(0o711)
    lock = os.open(path / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    os.write(lock, MARK)
    return path, weakref.finalize(owner, _remove, path, lock)


def _remove(path: Path, lock: int) -> None:
    with suppress(OSError):  # A file that cannot be removed costs less than the verdict would.
        remove_folder(path)
    os.close(lock)
