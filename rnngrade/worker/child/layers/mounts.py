"""A view of the file system of its own: read-only, but for a scratch folder in bounded memory."""

from __future__ import annotations

import ctypes
import os

from . import kernel

CLONE_NEWNS = 0x00020000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 0x4000, 0x40000
MOUNT_ATTR_RDONLY = 1
AT_FDCWD, AT_RECURSIVE = -100, 0x8000


class _MountAttr(ctypes.Structure):
    _fields_ = (
        ("attr_set", ctypes.c_uint64),
        ("attr_clr", ctypes.c_uint64),
        ("propagation", ctypes.c_uint64),
        ("userns_fd", ctypes.c_uint64),
    )


def own_mounts() -> str | None:
    """Leave the mount namespace, so that no mount that follows is seen outside."""
    if not kernel.linux:
        return None
    try:
        kernel.unshare(CLONE_NEWNS)
        kernel.mount("none", "/", "none", MS_REC | MS_PRIVATE)
    except OSError:
        return None
    return "mount-namespace"


def read_only() -> str | None:
    """Make every mounted file system read-only (Linux 5.12 and newer)."""
    asked = _MountAttr(attr_set=MOUNT_ATTR_RDONLY)
    size = ctypes.c_size_t(ctypes.sizeof(asked))
    try:
        kernel.syscall("mount_setattr", AT_FDCWD, b"/", AT_RECURSIVE, ctypes.byref(asked), size)
    except OSError:
        return None
    return "read-only-files"


def scratch_in_memory(size_bytes: int, files: int) -> str | None:
    """Put a file system of bounded size over the current folder, and go there."""
    folder = os.getcwd()  # noqa: PTH109
    options = f"size={size_bytes},nr_inodes={files + 1},mode=700"
    try:
        kernel.mount("tmpfs", folder, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, options)
    except OSError:
        return None
    os.chdir(folder)
    return "scratch-in-memory"


def own_proc() -> str | None:
    """Mount a /proc that shows only the processes of this pid namespace."""
    try:
        kernel.mount("proc", "/proc", "proc", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC)
    except OSError:  # A container that hides parts of /proc does not allow a whole one.
        return None
    return "own-proc"
