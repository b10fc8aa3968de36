"""Runs a command as another user, or as root, where Python lies in a folder of root's alone.

In a mount namespace of its own such folders are replaced by open ones, into which what is needed of
them is mounted. Only for root, on Linux, with util-linux's ``unshare`` and ``setpriv``.
"""

from __future__ import annotations

import os
import shlex
import site
import stat
import sys
from pathlib import Path

ORDINARY_USER = 61000
PROJECT = Path(__file__).resolve().parents[1]


def possible() -> bool:
    """Return whether this can be done here."""
    return sys.platform == "linux" and os.geteuid() == 0


def command(words: list[str], user: int) -> list[str]:
    """Return a command that runs ``words`` as ``user`` (0: root), all of Python within reach."""
    needed = {Path(p).resolve() for p in (sys.base_prefix, sys.prefix, *site.getsitepackages())}
    lines = ["set -e"]
    for number, path in enumerate(sorted(p for p in (*needed, PROJECT) if p.exists())):
        lines += _opened(path, number)
    drop = f"setpriv --reuid {user} --regid {user} --clear-groups " if user else ""
    lines.append(f"exec {drop}{shlex.join(words)}")
    script = "\n".join(lines)
    return ["unshare", "--mount", "--propagation", "private", "bash", "-c", script]


def _opened(path: Path, number: int) -> list[str]:
    """Return the shell lines that let everyone through to a path."""
    closed = [p for p in path.parents if not p.stat().st_mode & stat.S_IXOTH]
    if not closed:
        return []
    aside = f"$aside{number}"
    return [
        f"[ -x {shlex.quote(str(path))} ]",
        f"aside{number}=$(mktemp -d)",
        f'mount --bind {shlex.quote(str(path))} "{aside}"',
        f"mountpoint -q {shlex.quote(str(closed[-1]))} || "
        f"mount -t tmpfs -o mode=755 none {shlex.quote(str(closed[-1]))}",
        f"mkdir -p {shlex.quote(str(path))}",
        f'mount --bind "{aside}" {shlex.quote(str(path))}',
    ]
