"""Everything that stands around student code, in the order in which it is put up.

Half of it is the supervisor's, for itself and for all that it forks; half the payload's, just
before it says hello. The order matters: namespaces need no privileges but give some, which the
mounts need and which are given up after; Landlock must name the scratch folder, which is mounted by
then; and seccomp takes away what every step before needed.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from typing import NamedTuple

from .kin import adopt_orphans, die_with_parent, keep_descriptors
from .layers import landlock, limits, mounts, privileges, seccomp
from .layers.identity import become_another_user
from .layers.namespaces import leave_namespaces
from .records import Ends, Order, withheld


class Grounds(NamedTuple):
    """What a zygote finds out once for all its workers."""

    reading: Sequence[int]
    """Descriptors of what may be read, for Landlock."""
    another_user_can_read: bool
    """Whether this is root, and another user could import what a submission may import."""
    namespaces: bool
    """Whether user namespaces are allowed, and others in them."""
    import_bytes: int
    """Memory that a payload takes for an import of torch of its own: none where it is forked."""


def confine_supervisor(order: Order, ends: Ends, grounds: Grounds, alive: int) -> list[str]:
    """Set up a supervisor, and the namespaces that its payload will be in.

    ``alive`` is a pipe that hangs up when the zygote ends. Returns the names of the layers.
    """
    without = withheld(order)
    os.setsid()
    steps: list[str | None] = ["own-session"]
    steps += [keep_descriptors((*ends, *grounds.reading, alive))]
    steps += [die_with_parent(alive, signal.SIGTERM), adopt_orphans()]
    if grounds.another_user_can_read and "user-of-its-own" not in without:
        steps.append(become_another_user(ends.scratch))
        die_with_parent(alive, signal.SIGTERM)
        privileges.inspectable()  # Or it could not write its own /proc/self/uid_map.
    if grounds.namespaces and "user-namespace" not in without:
        steps += leave_namespaces(without)
    privileges.not_inspectable()
    return [name for name in steps if name is not None]


def confine_payload(
    order: Order, ends: Ends, grounds: Grounds, alive: int, so_far: Sequence[str]
) -> list[str]:
    """Give up what the payload has no need of. Returns the names of all the layers that hold.

    ``alive`` is a pipe that hangs up when the supervisor ends. Raises ``OSError`` where a layer
    that this kernel has cannot be applied.
    """
    without = withheld(order)
    os.setpgid(0, 0)
    steps: list[str | None] = [
        *so_far,
        die_with_parent(alive, signal.SIGKILL) and "payload-dies-with-supervisor",
        _redirect_output(ends),
        keep_descriptors((ends.channel, ends.where, ends.scratch, *grounds.reading)),
        _enter_scratch(ends),
    ]
    if "mount-namespace" not in without:
        steps += _mount(order, without, own_processes="pid-namespace" in so_far)
    steps.append(_clean_environment(order))
    _report_crashes(ends)
    steps += [limits.limit_memory(order), limits.limit_cpu(order), limits.limit_files(order)]
    if "user-namespace" in so_far:
        steps.append(limits.limit_threads(order))
    steps += [limits.forbid_core_dumps(), *_give_up_privileges(order, grounds, without)]
    return list(dict.fromkeys(name for name in steps if name is not None))


def _mount(order: Order, without: frozenset[str], *, own_processes: bool) -> list[str | None]:
    if mounts.own_mounts() is None:
        return []
    names: list[str | None] = ["mount-namespace"]
    if "read-only-files" not in without:
        names.append(mounts.read_only())
    if "scratch-in-memory" not in without:
        names.append(mounts.scratch_in_memory(order.scratch_bytes, order.scratch_files))
    if own_processes and "own-proc" not in without:
        names.append(mounts.own_proc())
    return names


def _give_up_privileges(
    order: Order, grounds: Grounds, without: frozenset[str]
) -> list[str | None]:
    names: list[str | None] = []
    if "no-capabilities" not in without:
        names.append(privileges.drop_capabilities())
    names.append(privileges.no_new_privileges())
    if "landlock" not in without:
        names.append(landlock.restrict_files(grounds.reading, cuda=order.cuda))
    for descriptor in grounds.reading:
        os.close(descriptor)
    names.append(privileges.not_inspectable())
    if "seccomp" not in without:
        names.append(seccomp.filter_system_calls(cuda=order.cuda))
    return names


def _redirect_output(ends: Ends) -> str:
    """Read nothing, and write to the output pipe alone."""
    for descriptor, name in ((1, "stdout"), (2, "stderr")):
        os.dup2(ends.output, descriptor)
        # Line by line, so that the two stay in order.
        stream = open(  # noqa: SIM115 - for as long as the process lives
            descriptor, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False
        )
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    return "output-piped"


def _enter_scratch(ends: Ends) -> str:
    os.fchdir(ends.scratch)
    os.close(ends.scratch)
    return "scratch-folder"


def _clean_environment(order: Order) -> str:
    """Point every setting that names a folder into the scratch folder."""
    scratch = str(os.getcwd())  # noqa: PTH109
    for name in ("HOME", "TMPDIR", "MPLCONFIGDIR", "XDG_CACHE_HOME"):
        os.environ[name] = scratch
    if not order.cuda:
        os.environ["CUDA_VISIBLE_DEVICES"] = ""
    tempfile.tempdir = None
    sys.argv = ["submission"]
    return "clean-environment"


def _report_crashes(ends: Ends) -> None:
    """Write where the code is when it crashes, runs out of CPU time, or is asked by SIGUSR1."""
    faulthandler.enable(ends.where, all_threads=False)
    faulthandler.register(signal.SIGUSR1, ends.where, all_threads=False)
    faulthandler.register(signal.SIGXCPU, ends.where, all_threads=False, chain=True)
