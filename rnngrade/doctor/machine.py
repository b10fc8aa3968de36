"""What isolation depends on: the system, its settings, and the container around it."""

from __future__ import annotations

import ctypes
import os
import platform
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rnngrade.worker.child.layers import kernel, landlock

APPARMOR = "kernel.apparmor_restrict_unprivileged_userns"
DEBIAN = "kernel.unprivileged_userns_clone"
LIMIT = "user.max_user_namespaces"
SETTINGS = (APPARMOR, DEBIAN, LIMIT)
_MARKS_OF_CONTAINERS = ("/.dockerenv", "/run/.containerenv")


@dataclass(frozen=True)
class Machine:
    """Facts about a machine."""

    system: str
    """``Linux`` or ``Darwin``."""
    release: str
    """Of the kernel, such as ``6.8.0-45-generic``."""
    architecture: str
    """Such as ``x86_64``."""
    is_known: bool
    """Whether the system calls of this architecture are known to rnngrade."""
    is_root: bool
    in_container: bool
    settings: Mapping[str, str] = field(default_factory=dict)
    """Those of ``SETTINGS`` that the kernel has, by name."""
    landlock_errno: int | None = None
    """Why the kernel refuses Landlock; None where it does not."""

    @property
    def version(self) -> tuple[int, int]:
        """Major and minor version of the kernel; (0, 0) where they cannot be told."""
        found = re.match(r"(\d+)\.(\d+)", self.release)
        return (int(found[1]), int(found[2])) if found else (0, 0)


def this_machine() -> Machine:
    """Return the facts about this one."""
    return Machine(
        system=platform.system(),
        release=platform.release(),
        architecture=platform.machine(),
        is_known=kernel.architecture() is not None,
        is_root=os.geteuid() == 0,
        in_container=any(Path(mark).exists() for mark in _MARKS_OF_CONTAINERS),
        settings=_settings(),
        landlock_errno=_landlock_errno(),
    )


def _settings() -> dict[str, str]:
    found = {}
    for name in SETTINGS:
        try:
            found[name] = Path("/proc/sys", *name.split(".")).read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            continue
    return found


def _landlock_errno() -> int | None:
    try:
        version = landlock.CREATE_VERSION
        kernel.syscall("landlock_create_ruleset", None, ctypes.c_size_t(0), version)
    except OSError as error:
        return error.errno
    return None
