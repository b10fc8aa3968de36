"""The kernel's interface, where Python has no name for it."""

from __future__ import annotations

import ctypes
import os
import platform
import sys

from .syscalls import OURS

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
MADV_COLLAPSE = 25

ARCHITECTURES = {"x86_64": 0, "aarch64": 1}
"""Machines whose system calls are known here, with their column in ``syscalls.py``."""

linux = sys.platform == "linux"
_libc = ctypes.CDLL(None, use_errno=True)


def architecture() -> int | None:
    """Return this machine's column in ``syscalls.py``; None for one that is not known."""
    return ARCHITECTURES.get(platform.machine()) if linux else None


def syscall(name: str, *arguments: object) -> int:
    """Make a system call of ``OURS``. Raises ``OSError``; ENOSYS on an unknown machine."""
    column = architecture()
    number = None if column is None else OURS[name][column]
    if number is None:
        raise OSError(38, f"{name} is not known here")
    return _checked(name, _libc.syscall(ctypes.c_long(number), *arguments))


def prctl(option: int, value: int = 0) -> int:
    """Set an attribute of this process. Raises ``OSError``."""
    nothing = ctypes.c_ulong(0)
    return _checked("prctl", _libc.prctl(option, ctypes.c_ulong(value), nothing, nothing, nothing))


def unshare(flags: int) -> None:
    """Leave namespaces for new ones. Raises ``OSError``."""
    _checked("unshare", _libc.unshare(flags))


def mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    """Mount a file system. Raises ``OSError``."""
    words = (os.fsencode(word) for word in (source, target, kind))
    _checked("mount", _libc.mount(*words, ctypes.c_ulong(flags), options.encode()))


def madvise(start: int, size: int, advice: int) -> None:
    """Tell how memory from an address on, bytes of it, is used. Raises ``OSError``."""
    _checked("madvise", _libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(size), advice))


def _checked(name: str, returned: int) -> int:
    if returned < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return returned
