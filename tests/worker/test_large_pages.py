"""What is in memory is gathered into large pages, and nothing of it changes."""

from __future__ import annotations

import ctypes
import mmap
import re
import sys
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest
from confined import LIMITS

from rnngrade.worker import Zygote
from rnngrade.worker.child.large_pages import LARGE, gather, private_memory
from rnngrade.worker.child.layers import kernel
from rnngrade.worker.child.workers import MANY

MAPS = """\
55be649ac000-55be69da6000 rw-p 00000000 00:00 0                          [heap]
7f123fb28000-7f1242000000 rw-p 00000000 00:00 0 $
7f1242700000-7f1242800000 rw-p 00000000 00:00 0 $
7f1243000000-7f1243400000 r--p 00000000 00:00 0 $
7f1243400000-7f1243800000 rw-s 00000000 00:01 0                          /dev/zero (deleted)
7f125c000000-7f125c800000 rw-p 145e4000 fe:00 5416804                    /lib/libtorch_cpu.so
7ffc4a000000-7ffc4a800000 rw-p 00000000 00:00 0                          [stack]
""".replace("$", "")  # the kernel ends lines that name nothing with a blank


def test_whole_large_pages_of_private_memory_are_found_and_nothing_else() -> None:
    assert list(private_memory(MAPS)) == [
        (0x55BE64A00000, 0x55BE69C00000 - 0x55BE64A00000),
        (0x7F123FC00000, 0x7F1242000000 - 0x7F123FC00000),
    ]


def test_what_is_gathered_stays_as_it_is() -> None:
    memory = mmap.mmap(-1, 4 * LARGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    content = bytes(range(256)) * (len(memory) // 256)
    memory[:] = content
    before = large_kilobytes()
    gather()
    assert memory[:] == content
    if before is None or not can_gather():
        pytest.skip("this kernel gathers no memory into large pages")
    assert (large_kilobytes() or 0) > before


def test_a_kernel_that_refuses_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(kernel, "madvise", refuse)
    gather()


def test_a_zygote_gathers_its_memory_when_it_has_started_many_workers() -> None:
    if not can_gather():
        pytest.skip("this kernel gathers no memory into large pages")
    zygote = Zygote()
    try:
        process = psutil.Process().children()[-1]
        seen = []
        for _ in range(MANY + 1):
            zygote.start(LIMITS).close()
            seen.append(large_kilobytes(process.pid) or 0)
    finally:
        zygote.close()
    assert seen[0] == 0
    assert seen[-1] > 10_000


def can_gather() -> bool:
    """Ask the kernel for what ``gather`` asks it, of memory that it could not refuse."""
    memory = mmap.mmap(-1, 4 * LARGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    memory[:] = b"x" * len(memory)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    try:
        kernel.madvise(-(-address // LARGE) * LARGE, LARGE, kernel.MADV_COLLAPSE)
    except OSError:
        return False
    return True


def large_kilobytes(pid: int | str = "self") -> int | None:
    """Return how much of a process's memory is in large pages; None where nobody says."""
    if sys.platform != "linux":
        return None
    said = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
    found = re.search(r"AnonHugePages:\s+(\d+)", said)
    return int(found[1]) if found else None
