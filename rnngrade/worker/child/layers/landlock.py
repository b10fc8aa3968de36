"""Landlock: no file is read but those of Python and its packages, and none written but scratch.

It has no "except": what is allowed is named piece by piece, around what is hidden.
Source: Linux, Documentation/userspace-api/landlock.rst.
"""

from __future__ import annotations

import ctypes
import os
import stat
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from . import kernel

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
MAKE_CHAR, MAKE_SOCK, MAKE_BLOCK = 1 << 6, 1 << 9, 1 << 11
TRUNCATE, IOCTL_DEV = 1 << 14, 1 << 15
FILE_RIGHTS_OF_ABI = (13, 14, 15, 15, 16)
"""How many rights to files there are, from ABI 1 on."""
NETWORK_RIGHTS, NETWORK_ABI = 0b11, 4
"""To bind and to connect TCP ports."""
SCOPES, SCOPES_ABI = 0b11, 6
"""Abstract UNIX sockets, and signals, to processes outside."""
RULE_PATH_BENEATH = 1
CREATE_VERSION = 1

READ = READ_FILE | READ_DIR
SYSTEM = [
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/share/zoneinfo",
    "/usr/share/fonts",
    "/usr/share/locale",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/dev/random",
    "/dev/urandom",
]
"""What programs read on any machine, and what tells nothing of its user."""
GPU = ["/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools", "/dev/nvidia-modeset"]


class _RulesetAttr(ctypes.Structure):
    _fields_ = (
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _PathBeneathAttr(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def abi() -> int:
    """Return the version of Landlock that this kernel has, 0 for none."""
    try:
        return kernel.syscall("landlock_create_ruleset", None, ctypes.c_size_t(0), CREATE_VERSION)
    except OSError:
        return 0


def readable(hidden: Sequence[str]) -> list[str]:
    """Return the files and folders that hold Python and its packages, without what is hidden."""
    schemes = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    libraries = os.environ.get("LD_LIBRARY_PATH", "").split(":")
    starts = [*SYSTEM, *sorted(schemes), *sys.path, *filter(None, libraries)]
    kept_apart = [Path(path).resolve() for path in hidden]
    found = {}
    for start in map(Path, starts):
        if start.exists():
            found.update(dict.fromkeys(_around(start.resolve(), kept_apart)))
    return [str(path) for path in found]


def _around(path: Path, hidden: Iterable[Path]) -> Iterator[Path]:
    """Yield ``path``, or, where something in it is hidden, what is in it beside that."""
    if any(path == apart or apart in path.parents for apart in hidden):
        return
    if not any(path in apart.parents for apart in hidden):
        yield path
        # A package may lie elsewhere, behind a link: a rule is for where things are.
        if path.is_dir():
            links = [child for child in path.iterdir() if child.is_symlink() and child.exists()]
            yield from (link.resolve() for link in links if path not in link.resolve().parents)
        return
    for child in sorted(path.iterdir()):
        if child.exists():
            yield from _around(child.resolve(), hidden)


def open_all(paths: Iterable[str]) -> list[int]:
    """Return a descriptor for each path, which names it and reads nothing."""
    descriptors = []
    for path in paths:
        try:
            descriptors.append(os.open(path, os.O_PATH | os.O_CLOEXEC))
        except OSError:
            continue  # It may not be read, or is gone.
    return descriptors


def restrict_files(reading: Iterable[int], *, cuda: bool = False) -> str | None:
    """Allow reading beneath the descriptors ``reading``, and all but running in this folder.

    The kernel must have been told ``no_new_privileges`` before. None where it has no Landlock.
    """
    version = abi()
    if version == 0:
        return None
    rights = (1 << FILE_RIGHTS_OF_ABI[min(version, len(FILE_RIGHTS_OF_ABI)) - 1]) - 1
    ruleset = _create(rights, version)
    for descriptor in reading:
        _allow(ruleset, descriptor, READ & rights)
    scratch = rights & ~(EXECUTE | MAKE_CHAR | MAKE_SOCK | MAKE_BLOCK | IOCTL_DEV)
    paths = [(".", scratch), ("/dev/null", READ_FILE | WRITE_FILE)]
    # Opened here, for this /proc may be another than the zygote's.
    paths += [(path, READ) for path in ("/proc/self/", "/proc/meminfo", "/proc/cpuinfo")]
    if cuda:
        devices = [*GPU, *(str(path) for path in Path("/dev").glob("nvidia[0-9]*"))]
        paths += [(path, READ_FILE | WRITE_FILE | IOCTL_DEV) for path in devices]
        paths += [("/proc/self/task/", READ | WRITE_FILE)]  # The driver names its threads there.
    for path, access in paths:
        for descriptor in open_all([path]):
            _allow(ruleset, descriptor, access & rights)
            os.close(descriptor)
    kernel.syscall("landlock_restrict_self", ruleset, 0)
    os.close(ruleset)
    return "landlock"


def _create(rights: int, version: int) -> int:
    network = NETWORK_RIGHTS if version >= NETWORK_ABI else 0
    scopes = SCOPES if version >= SCOPES_ABI else 0
    attr = _RulesetAttr(rights, network, scopes)
    # An older kernel refuses a structure with fields that it does not know.
    size = 24 if scopes else 16 if network else 8
    return kernel.syscall("landlock_create_ruleset", ctypes.byref(attr), ctypes.c_size_t(size), 0)


def _allow(ruleset: int, descriptor: int, rights: int) -> None:
    if not _is_folder(descriptor):
        rights &= ~READ_DIR
    attr = _PathBeneathAttr(rights, descriptor)
    kernel.syscall("landlock_add_rule", ruleset, RULE_PATH_BENEATH, ctypes.byref(attr), 0)


def _is_folder(descriptor: int) -> bool:
    return stat.S_ISDIR(os.fstat(descriptor).st_mode)
