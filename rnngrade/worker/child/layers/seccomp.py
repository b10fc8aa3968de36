"""seccomp-BPF: of the kernel's system calls, those that computing needs.

The filter is a program for the kernel's classic BPF machine, as described in its
Documentation/userspace-api/seccomp_filter.rst.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Iterable

from . import kernel
from .syscalls import ALLOWED, JUDGED_BY_ARGUMENTS, REFUSED, WITHOUT_EFFECT

SET_MODE_FILTER, FLAG_SPEC_ALLOW = 1, 4
AUDIT_ARCH = (0xC000003E, 0xC00000B7)
"""Of x86-64 and aarch64: another one is a second table of numbers, such as that of ``int 0x80``."""
ALLOW, KILL_PROCESS, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
NOTHING, REFUSE, UNKNOWN = ERRNO, ERRNO | errno.EPERM, ERRNO | errno.ENOSYS
NO_MEMORY = ERRNO | errno.ENOMEM

LOAD, RETURN, AND = 0x20, 0x06, 0x54
IF_EQUAL, IF_GREATER, IF_AT_LEAST, IF_ANY_BIT = 0x15, 0x25, 0x35, 0x45
NUMBER_AT, ARCH_AT, ARGUMENTS_AT = 0, 4, 16

CLONE_THREAD = 0x00010000
AF_UNIX, SOCK_STREAM, SOCK_SEQPACKET, SOCK_TYPE_MASK = 1, 1, 5, 0xF
PRCTL_ALLOWED = (3, 15, 16, 0x53564D41)
"""PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_SET_VMA."""
FCNTL_ALLOWED = (0, 1, 2, 3, 4, 5, 1030, 1032)
"""F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK, F_DUPFD_CLOEXEC, F_GETPIPE_SZ. Others send
signals, or hold up whoever opens a file (F_SETLEASE)."""
FCNTL_LOCKS = (6, 7, 37, 38)
"""F_SETLK, F_SETLKW, and those of open files: one process needs none, and none is counted."""
MAP_SHARED_ANONYMOUS = 0x21
"""Its pages belong to no process once they are unmapped in part, so that no limit counts them."""
O_TRUNC, O_ACCMODE = 0o1000, 0o3
IOCTL_ALLOWED = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX."""

Instruction = tuple[int, int, int, int]
"""Code, how many instructions to skip if true and if false, and a constant."""


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def filter_system_calls(*, cuda: bool = False) -> str | None:
    """Leave this process only the calls of ``syscalls.py``; for good, and for its threads too.

    The kernel must have been told ``no_new_privileges`` before. None where there is no seccomp, or
    on a machine whose calls are not known here.
    """
    column = kernel.architecture()
    if column is None:
        return None
    code = b"".join(struct.pack("=HBBI", *one) for one in program(column, os.getpid(), cuda=cuda))
    buffer = ctypes.create_string_buffer(code, len(code))

    asked = _Program(len(code) // 8, ctypes.addressof(buffer))
    try:
        # Without SPEC_ALLOW older kernels slow down all that the process does.
        kernel.syscall("seccomp", SET_MODE_FILTER, FLAG_SPEC_ALLOW, ctypes.byref(asked))
    except OSError as error:
        if error.errno in (errno.ENOSYS, errno.EINVAL, errno.EACCES):
            return None
        raise
    return "seccomp"


def program(column: int, pid: int, *, cuda: bool = False) -> list[Instruction]:
    """Return the filter for the process ``pid`` on the machine of a column of ``syscalls.py``."""
    code: list[Instruction] = [
        (LOAD, 0, 0, ARCH_AT),
        (IF_EQUAL, 1, 0, AUDIT_ARCH[column]),
        (RETURN, 0, 0, KILL_PROCESS),
        (LOAD, 0, 0, NUMBER_AT),
    ]
    for name, block in _by_arguments(pid, cuda=cuda).items():
        number = JUDGED_BY_ARGUMENTS[name][column]
        if number is not None:
            code += [(IF_EQUAL, 0, len(block), number), *block]
    for first, last, action in _runs(_actions(column)):
        # Numbers between two runs, among them x32's behind all of them, are unknown.
        code += [(IF_AT_LEAST, 1, 0, first), (RETURN, 0, 0, UNKNOWN)]
        code += [(IF_GREATER, 1, 0, last), (RETURN, 0, 0, action)]
    return [*code, (RETURN, 0, 0, UNKNOWN)]


def _by_arguments(pid: int, *, cuda: bool) -> dict[str, list[Instruction]]:
    """Return, for calls that depend on their arguments, what decides. Each ends with a return."""
    return {
        "clone": _if_bits(0, CLONE_THREAD),
        # Its flags lie in memory, where no filter sees them; C libraries then use clone.
        "clone3": [(RETURN, 0, 0, UNKNOWN)],
        "tgkill": _if_among(0, (pid,), ALLOW, REFUSE),
        "prlimit64": _if_among(0, (0, pid), ALLOW, REFUSE),
        "prctl": _if_among(0, PRCTL_ALLOWED, ALLOW, REFUSE),
        "fcntl": [
            *_if_among(1, FCNTL_LOCKS, NOTHING, None),
            *_if_among(1, FCNTL_ALLOWED, ALLOW, REFUSE),
        ],
        "mmap": _if_among(3, (MAP_SHARED_ANONYMOUS,), NO_MEMORY, ALLOW, mask=MAP_SHARED_ANONYMOUS),
        # Before its third version Landlock lets a file be cut short that is opened for reading.
        "open": _if_among(1, (O_TRUNC,), REFUSE, ALLOW, mask=O_TRUNC | O_ACCMODE),
        "openat": _if_among(2, (O_TRUNC,), REFUSE, ALLOW, mask=O_TRUNC | O_ACCMODE),
        "openat2": [(RETURN, 0, 0, UNKNOWN)],  # Its flags lie in memory, too.
        "ioctl": [(RETURN, 0, 0, ALLOW)] if cuda else _if_among(1, IOCTL_ALLOWED, ALLOW, REFUSE),
        # A datagram socket could send to any path.
        "socketpair": [
            _load(0),
            (IF_EQUAL, 1, 0, AF_UNIX),
            (RETURN, 0, 0, REFUSE),
            *_if_among(1, (SOCK_STREAM, SOCK_SEQPACKET), ALLOW, REFUSE, mask=SOCK_TYPE_MASK),
        ],
    }


def _load(argument: int) -> Instruction:
    """Load the lower half of an argument: these are all of type int, or flags below 2^32."""
    return (LOAD, 0, 0, ARGUMENTS_AT + 8 * argument)


def _if_bits(argument: int, bits: int) -> list[Instruction]:
    return [
        _load(argument),
        (IF_ANY_BIT, 0, 1, bits),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, REFUSE),
    ]


def _if_among(
    argument: int, values: Iterable[int], then: int, otherwise: int | None, mask: int | None = None
) -> list[Instruction]:
    """Return ``then`` for these values; for others ``otherwise``, or what follows if it is None."""
    code = [_load(argument)]
    if mask is not None:
        code.append((AND, 0, 0, mask))
    for value in values:
        code += [(IF_EQUAL, 0, 1, value), (RETURN, 0, 0, then)]
    return code if otherwise is None else [*code, (RETURN, 0, 0, otherwise)]


def _actions(column: int) -> dict[int, int]:
    """Return what is done for each number."""
    tables = ((ALLOWED, ALLOW), (WITHOUT_EFFECT, NOTHING), (REFUSED, REFUSE))
    return {
        number: action
        for table, action in tables
        for number in (numbers[column] for numbers in table.values())
        if number is not None
    }


def _runs(actions: dict[int, int]) -> list[tuple[int, int, int]]:
    """Return runs of numbers with one action, in order: first, last, action."""
    runs: list[tuple[int, int, int]] = []
    for number, action in sorted(actions.items()):
        if runs and runs[-1][1:] == (number - 1, action):
            runs[-1] = (runs[-1][0], number, action)
        else:
            runs.append((number, number, action))
    return runs
