"""The kernel's limits on the resources of a process, each in its own step."""

from __future__ import annotations

import math
import resource
import sys
from pathlib import Path

from ..records import Order

OPEN_FILES = 256
CPU_GRACE_SECONDS = 1
"""Between the signal that ends a process out of CPU time, and the one that none can catch."""


def limit_memory(order: Order) -> str | None:
    """Bound the address space to what there is plus the order's bytes.

    Not for CUDA, which reserves address space by the terabyte, nor where the kernel ignores it.
    """
    if order.cuda or sys.platform != "linux":
        return None
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    _lower(resource.RLIMIT_AS, pages * resource.getpagesize() + order.memory_bytes)
    return "memory-limit"


def limit_cpu(order: Order) -> str:
    """Bound the CPU time: this process has used next to none before."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = max(1, math.ceil(used.ru_utime + used.ru_stime + order.cpu_seconds))
    _lower(resource.RLIMIT_CPU, soft, soft + CPU_GRACE_SECONDS)
    return "cpu-limit"


def limit_files(order: Order) -> str:
    """Bound the size of a written file, and how many may be open."""
    _lower(resource.RLIMIT_FSIZE, order.scratch_bytes)
    _lower(resource.RLIMIT_NOFILE, OPEN_FILES)
    return "file-limit"


def limit_threads(order: Order) -> str:
    """Bound how many threads and processes this user has in this user namespace.

    The kernel does not bind root by it; the supervisor's watch binds everyone.
    """
    _lower(resource.RLIMIT_NPROC, order.threads)
    return "thread-limit"


def forbid_core_dumps() -> str:
    """Write no core dump when this process crashes."""
    _lower(resource.RLIMIT_CORE, 0)
    return "no-core-dumps"


def _lower(which: int, soft: int, hard: int | None = None) -> None:
    """Set a limit, within the hard limit that this process already has."""
    ceiling = resource.getrlimit(which)[1]
    bound = [
        value if ceiling == resource.RLIM_INFINITY else min(value, ceiling)
        for value in (soft, soft if hard is None else hard)
    ]
    resource.setrlimit(which, (bound[0], bound[1]))
