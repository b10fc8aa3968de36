"""Has the kernel keep a process's memory in large pages, so that it forks in half the time.

A fork copies an entry for each page. A large page takes the place of 512; where a fork writes to
one, the kernel divides it again in that fork, and copies no more than it did before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from .layers import kernel

LARGE = 1 << 21
"""Bytes of a large page on x86-64, and on ARM where pages have 4 kB."""
_OF_NO_FILE = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw-p \S+ \S+ 0 *(\[heap\])?")


def gather() -> None:
    """Gather what this process has in memory, but for files, into large pages.

    Does nothing where the kernel cannot: it is asked for no more than a favour.
    """
    with suppress(OSError):
        # A file that is mapped may have any name.
        maps = Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace")
        for start, size in private_memory(maps):
            with suppress(OSError):  # where nothing is yet, and before Linux 6.1
                kernel.madvise(start, size, kernel.MADV_COLLAPSE)


def private_memory(maps: str) -> Iterator[tuple[int, int]]:
    """Yield start and size of what large pages can take the place of, in whole ones.

    ``maps`` is what ``/proc/PID/maps`` says; see proc(5).
    """
    for line in maps.splitlines():
        if found := _OF_NO_FILE.fullmatch(line):
            start, end = (int(number, 16) for number in found.group(1, 2))
            start, end = -(-start // LARGE) * LARGE, end // LARGE * LARGE
            if start < end:
                yield start, end - start
