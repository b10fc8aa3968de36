"""Namespaces of its own: other processes, networks and shared memory are not there at all."""

from __future__ import annotations

import os
from pathlib import Path

from . import kernel

CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000
OTHERS = {
    "pid-namespace": CLONE_NEWPID,
    "network-namespace": CLONE_NEWNET,
    "ipc-namespace": CLONE_NEWIPC | CLONE_NEWUTS,
}
NOBODY = 65534


def leave_namespaces(withheld: frozenset[str]) -> list[str]:
    """Enter a new user namespace, and others that it allows; children start in a new pid namespace.

    Returns the names of those that are new: none where the kernel, a container or AppArmor refuses
    user namespaces.
    """
    if not kernel.linux:
        return []
    user, group = os.geteuid(), os.getegid()
    try:
        kernel.unshare(CLONE_NEWUSER)
    except OSError:
        return []
    _map_identity(user, group)
    names = ["user-namespace"]
    for name, flags in OTHERS.items():
        if name not in withheld and _unshare(flags):
            names.append(name)
    return names


def _map_identity(user: int, group: int) -> None:
    """Be the same user inside; root is nobody there."""
    own = Path("/proc/self")
    (own / "setgroups").write_text("deny")
    (own / "uid_map").write_text(f"{user or NOBODY} {user} 1")
    (own / "gid_map").write_text(f"{group or NOBODY} {group} 1")


def _unshare(flags: int) -> bool:
    try:
        kernel.unshare(flags)
    except OSError:
        return False
    return True
