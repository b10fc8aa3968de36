"""Privileges given up: capabilities, new ones through programs, and being looked into."""

from __future__ import annotations

import ctypes
from itertools import count

from . import kernel

CAPABILITY_VERSION_3 = 0x20080522


class _CapabilityHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


def drop_capabilities() -> str | None:
    """Give up every capability of this process, and of any program that it might start."""
    if kernel.architecture() is None:
        return None
    for capability in count():
        try:
            kernel.prctl(kernel.PR_CAPBSET_DROP, capability)
        except OSError:
            break  # EINVAL beyond the last; EPERM where there is none to give up
    none = (ctypes.c_uint32 * 6)()
    kernel.syscall("capset", ctypes.byref(_CapabilityHeader(CAPABILITY_VERSION_3, 0)), none)
    return "no-capabilities"


def no_new_privileges() -> str | None:
    """Let no program that is started have more privileges than this process."""
    if not kernel.linux:
        return None
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    return "no-new-privileges"


def inspectable() -> None:
    """Be the owner of /proc/self again, after a change of user."""
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)


def not_inspectable() -> str | None:
    """Let no process of the same user trace this one or read its memory."""
    if not kernel.linux:
        return None
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    return "not-inspectable"
