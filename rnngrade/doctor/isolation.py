"""Which layers of isolation hold here, what each stops, and why one is missing."""

from __future__ import annotations

import errno
from collections.abc import Callable, Collection

from rnngrade.content import hidden_folders
from rnngrade.doctor.interface import Finding, Health
from rnngrade.doctor.machine import APPARMOR, DEBIAN, LIMIT, Machine
from rnngrade.worker.child.records import LAYERS
from rnngrade.worker.interface import Limits, WorkerPoolError
from rnngrade.worker.zygote import Zygote

STOPS = {
    "user-of-its-own": "what file permissions refuse another user",
    "user-namespace": "what only root may do to the machine",
    "pid-namespace": "sight of other processes, and signals to them",
    "network-namespace": "every network",
    "ipc-namespace": "shared memory and queues of other processes",
    "mount-namespace": "mounts that others would see",
    "read-only-files": "writing anywhere but in the scratch folder",
    "scratch-in-memory": "filling the disk",
    "own-proc": "reading other processes through /proc",
    "no-capabilities": "root's way past file permissions",
    "landlock": "reading anything but Python, and writing outside the scratch folder",
    "seccomp": "programs, sockets, tracing, and every unknown system call",
}
"""What each layer of ``LAYERS`` is for; docs/security.md says more."""

_LIMITS = Limits(60, 60, 256 << 20, 1 << 16, 1 << 20, 1 << 20, 100, 16)
_NEEDS = {
    "pid-namespace": ("user-namespace",),
    "network-namespace": ("user-namespace",),
    "ipc-namespace": ("user-namespace",),
    "mount-namespace": ("user-namespace",),
    "read-only-files": ("mount-namespace",),
    "scratch-in-memory": ("mount-namespace",),
    "own-proc": ("pid-namespace", "mount-namespace"),
}
_IN_MOUNTS, _IN_LANDLOCK = (5, 12), (5, 13)
"""Versions of Linux from which there is ``read-only-files``, and Landlock."""
_PROFILE = "the container's seccomp profile refuses it"

Reason = tuple[str, str]
"""Why a layer is missing, and what to do about it (or nothing)."""


def layers_here() -> tuple[str, ...]:
    """Start a zygote and a worker as a check does, and return the layers that hold in it.

    Raises ``WorkerPoolError`` where no worker can be started.
    """
    zygote = Zygote(hidden=hidden_folders())
    try:
        return zygote.start(_LIMITS).layers
    finally:
        zygote.close()


def isolation(ask: Callable[[], tuple[str, ...]], machine: Machine) -> tuple[Finding, ...]:
    """Return a finding for a worker, and one for each layer of ``LAYERS``."""
    try:
        layers = ask()
    except WorkerPoolError as error:
        return (Finding("worker", Health.MISSING, f"does not start: {error}"),)
    worker = Finding("worker", Health.OK, "starts, and confines itself before it runs any code")
    return (worker, *(_layer(name, layers, machine) for name in LAYERS))


def not_tried() -> tuple[Finding, ...]:
    """Return the finding where nothing can be started, since a package is missing."""
    return (Finding("worker", Health.MISSING, "not tried: a package is missing"),)


def _layer(name: str, layers: Collection[str], machine: Machine) -> Finding:
    if name in layers:
        return Finding(name, Health.OK, f"stops {STOPS[name]}")
    why, hint = reason(name, layers, machine)
    return Finding(name, Health.ABSENT, f"would stop {STOPS[name]}; missing: {why}", hint)


def reason(name: str, layers: Collection[str], machine: Machine) -> Reason:
    """Return why the layer ``name`` is not among those that hold, and what to do."""
    if machine.system != "Linux":
        return f"{machine.system} has nothing like it", "Grade on Linux."
    if needed := next((need for need in _NEEDS.get(name, ()) if need not in layers), None):
        return f"it needs {needed}", ""
    match name:
        case "user-of-its-own":
            return _user(machine)
        case "user-namespace":
            return _user_namespace(machine)
        case "landlock":
            return _landlock(machine)
        case "own-proc":
            return (
                "parts of /proc are hidden, as in a container, so that no whole one can be mounted",
                "docker run --security-opt systempaths=unconfined shows them.",
            )
        case "read-only-files" if machine.version < _IN_MOUNTS:
            return _too_old(machine, _IN_MOUNTS)
        case "seccomp" | "no-capabilities" if not machine.is_known:
            return _unknown(machine)
        case _:
            return "the kernel, or the container, refuses it", ""


def _user(machine: Machine) -> Reason:
    if not machine.is_root:
        return "only root can become another user; nothing is needed", ""
    return (
        "Python or a package lies in a folder that only root can read, or the container has no "
        "right to change users",
        "Install Python and rnngrade where every user can read them, such as /opt.",
    )


def _user_namespace(machine: Machine) -> Reason:
    for setting, refusing, allowing in ((APPARMOR, "1", "0"), (DEBIAN, "0", "1")):
        if machine.settings.get(setting) == refusing:
            return (
                f"{setting} is {refusing}",
                f"As root: sysctl {setting}={allowing}. It allows them to every program.",
            )
    if machine.settings.get(LIMIT) == "0":
        return f"{LIMIT} is 0", f"As root: sysctl {LIMIT}=10000."
    if machine.in_container:
        return (
            f"{_PROFILE}, as Docker's own does",
            "docker run --security-opt seccomp=unconfined allows them, but takes Docker's own "
            "filter away. Landlock and seccomp are what grade demands.",
        )
    return "the kernel refuses it", "Is it built with CONFIG_USER_NS?"


def _landlock(machine: Machine) -> Reason:
    if not machine.is_known:
        return _unknown(machine)
    if machine.version < _IN_LANDLOCK:
        return _too_old(machine, _IN_LANDLOCK)
    if machine.landlock_errno == errno.EOPNOTSUPP:
        return (
            "this kernel has it, but did not switch it on",
            "Add landlock to the list lsm= of the kernel's command line, and start again.",
        )
    if machine.in_container:
        return _PROFILE, "Allow the system calls landlock_* in it; the profile of Docker 23 does."
    return "this kernel was built without it", "Take one with CONFIG_SECURITY_LANDLOCK."


def _too_old(machine: Machine, needed: tuple[int, int]) -> Reason:
    version = ".".join(map(str, needed))
    return f"Linux has it from {version} on; this is {machine.release}", "Take a newer kernel."


def _unknown(machine: Machine) -> Reason:
    return (
        f"the system calls of {machine.architecture} are not known to rnngrade",
        "Grade on x86-64 or aarch64.",
    )
