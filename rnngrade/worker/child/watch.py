"""What a worker uses, as its supervisor sees it from outside, for what the kernel does not bound.

The kernel bounds one process's address space, but not what several processes hold together, nor
CUDA's; threads, but not root's; and a scratch folder only where it lies in memory.
"""

from __future__ import annotations

import os
from pathlib import Path

from .kin import descendants
from .records import EXCESSES, Order

SECONDS = 0.1
"""Between two looks: a look takes about 0.1 ms."""
MAX_PATH = 2000
"""A path longer than this, in bytes, counts as too many files."""
_FIELDS = (b"RssAnon", b"RssShmem", b"Threads", b"Seccomp")


class Watch:
    """Looks at the processes of a worker, and at the folder ``scratch`` (a descriptor)."""

    def __init__(self, order: Order, payload: int, scratch: int, import_bytes: int) -> None:
        self._order = order
        self._payload = payload
        self._scratch = scratch
        # What a worker holds at first is the zygote's, and shared with every other worker.
        self._shared = _memory(_status(os.getpid())) + import_bytes

    def excess(self) -> int:
        """Return which limit is passed, as a number of ``EXCESSES``; 0 for none."""
        memory = threads = 0
        for status in self._statuses():
            memory += max(0, _memory(status) - self._shared)
            threads += status.get(b"Threads", 0)
        if memory > self._order.memory_bytes:
            return EXCESSES.index("memory")
        if threads > self._order.threads:
            return EXCESSES.index("threads")
        return self._scratch_excess()

    def _statuses(self) -> list[dict[bytes, int]]:
        own = _status(self._payload)
        if own.get(b"Seccomp", 0):  # It cannot have started another process.
            return [own]
        return [_status(pid) for pid in descendants()]

    def _scratch_excess(self) -> int:
        """Walk the folder, no further than to the first limit. Follows no link."""
        size = files = 0
        folders = [b"."]
        for folder in folders:  # grows as it goes
            for path, status in _entries(folder, self._scratch):
                size += status.st_blocks * 512
                files += 1
                if size > self._order.scratch_bytes:
                    return EXCESSES.index("scratch bytes")
                if files > self._order.scratch_files or len(path) > MAX_PATH:
                    return EXCESSES.index("scratch files")
                if status.st_mode & 0o170000 == 0o040000:
                    folders.append(path)
        return 0


def _entries(folder: bytes, top: int) -> list[tuple[bytes, os.stat_result]]:
    """Return what is in a folder below ``top``, with its status; what is gone or closed is not."""
    found = []
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=top)
    except OSError:
        return []
    try:
        for name in os.listdir(descriptor):  # noqa: PTH208 - a descriptor
            raw = os.fsencode(name)
            try:
                status = os.lstat(raw, dir_fd=descriptor)
            except OSError:
                continue
            found.append((folder + b"/" + raw, status))
    finally:
        os.close(descriptor)
    return found


def _status(pid: int) -> dict[bytes, int]:
    """Return the numbers of /proc/PID/status that matter here; none where there is no such file."""
    own = _numbers(Path(f"/proc/{pid}/status"))
    if not own or b"RssAnon" in own:
        return own
    # The first thread has ended, and others go on: they know what the process holds.
    others = (_numbers(path) for path in Path(f"/proc/{pid}/task").glob("*/status"))
    return next((found for found in others if b"RssAnon" in found), own)


def _numbers(status: Path) -> dict[bytes, int]:
    try:
        lines = status.read_bytes().split(b"\n")  # The name may hold other ends of lines.
    except OSError:
        return {}
    pairs = (line.partition(b":\t") for line in lines)
    return {key: int(value.split()[0]) for key, _, value in pairs if key in _FIELDS}


def _memory(status: dict[bytes, int]) -> int:
    """Return the bytes that a process holds for itself."""
    return 1024 * (status.get(b"RssAnon", 0) + status.get(b"RssShmem", 0))
