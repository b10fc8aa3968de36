"""Which processes descend from this one, and how to be rid of them. Linux first."""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Iterable
from pathlib import Path

from .layers import kernel

KILL_SECONDS = 5.0
"""How long to go on killing; a fork bomb that outruns this is for the kernel's own limits."""


def die_with_parent(alive: int, signal_number: int) -> str | None:
    """Have the kernel send this process a signal when its parent ends. Returns the layer's name.

    ``alive`` is a pipe whose other end only the parent holds. Ends this process at once where it
    has already gone. To change user undoes this: it is done again then.
    """
    if not kernel.linux:
        return None
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal_number)
    poll = select.poll()
    poll.register(alive, 0)  # A hang-up is always reported.
    if poll.poll(0):
        os._exit(1)
    return "die-with-parent"


def adopt_orphans() -> str | None:
    """Become the parent of every descendant whose own parent ends. Returns the layer's name."""
    if not kernel.linux:
        return None
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    return "orphans-adopted"


def keep_descriptors(keep: Iterable[int]) -> str:
    """Close every descriptor but these and the standard three. Returns the layer's name."""
    low = 3
    for descriptor in sorted(keep):
        os.closerange(low, descriptor)
        low = max(low, descriptor + 1)
    os.closerange(low, os.sysconf("SC_OPEN_MAX"))
    return "descriptors-closed"


def kill_descendants(spare: frozenset[int] = frozenset()) -> None:
    """Kill and reap every descendant of this process but the children ``spare``."""
    give_up = time.monotonic() + KILL_SECONDS
    while _has_children() and time.monotonic() < give_up:
        found = descendants(spare)
        if not found:
            return
        for pid in found:
            _kill(pid)
        for pid in found:
            _reap(pid)
        time.sleep(0.0005)


def _has_children() -> bool:
    """Return whether there is a child; orphans are adopted, so without one there is no kin."""
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def descendants(spare: frozenset[int] = frozenset()) -> list[int]:
    """Return the descendants of this process, nearest first, less ``spare`` and theirs."""
    children = _children_of_all()
    found = [pid for pid in children.get(os.getpid(), ()) if pid not in spare]
    for pid in found:  # grows as it goes
        found.extend(children.get(pid, ()))
    return found


def _children_of_all() -> dict[int, list[int]]:
    """Return the children of every process, as /proc tells; empty where there is no /proc."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name, in parentheses, may hold anything: what follows the last one is fixed.
            fields = stat.read_bytes().rpartition(b")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    return children


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _reap(pid: int) -> None:
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return
