"""The fixed-size records between the grader, the zygote and a supervisor.

Nothing else is read by the zygote or a supervisor, so that there is nothing to parse in a process
that is not confined. Student code holds neither of the sockets that carry these.
"""

from __future__ import annotations

from collections.abc import Iterable
from struct import Struct
from typing import NamedTuple

READY = b"R"
"""From the zygote, once: it has imported everything, and waits for orders."""
WHERE = b"W"
"""To a supervisor: have the payload write where it is."""
KILL = b"K"
"""To a supervisor: kill the payload and all that it started."""

EXIT_FAULT = 70
"""Exit code of a process of ours that could not do its work."""


LAYERS = (
    "user-of-its-own",
    "user-namespace",
    "pid-namespace",
    "network-namespace",
    "ipc-namespace",
    "mount-namespace",
    "read-only-files",
    "scratch-in-memory",
    "own-proc",
    "no-capabilities",
    "landlock",
    "seccomp",
)
"""The layers that a kernel or a container may lack, and that an order may withhold."""


class Order(NamedTuple):
    """What the grader asks the zygote for: a worker under these limits.

    With it go, as SCM_RIGHTS, the descriptors of ``Ends``.
    """

    cpu_seconds: float
    memory_bytes: int
    scratch_bytes: int
    scratch_files: int
    threads: int
    reply_bytes: int
    withheld: int
    """Bit n: without layer n of ``LAYERS``. See ``withhold``."""
    cuda: bool


def withhold(layers: Iterable[str]) -> int:
    """Return the bits of these layers. Raises ``ValueError`` for one that is not of ``LAYERS``."""
    if unknown := sorted(set(layers) - set(LAYERS)):
        raise ValueError(f"there is no layer {unknown[0]!r}; there are {', '.join(LAYERS)}")
    return sum(1 << LAYERS.index(name) for name in set(layers))


def withheld(order: Order) -> frozenset[str]:
    """Return the layers that an order is without."""
    return frozenset(name for bit, name in enumerate(LAYERS) if order.withheld >> bit & 1)


class Ends(NamedTuple):
    """Descriptors of the child's ends."""

    channel: int
    """Socket that carries requests and replies (``rnngrade/worker/protocol.py``)."""
    status: int
    """Socket between the grader and the supervisor; the payload never holds it."""
    output: int
    """Pipe that takes stdout and stderr."""
    where: int
    """Pipe that takes the payload's own word on where its code was when it was stopped."""
    scratch: int
    """Folder that the worker works in."""


class Started(NamedTuple):
    """First record of a supervisor: the ids of its process and of the payload's."""

    supervisor: int
    payload: int


class Ended(NamedTuple):
    """Last record of a supervisor: how the payload ended. Nothing that it started is left."""

    exit_code: int
    """Meaningful where ``signal`` is 0."""
    signal: int
    cpu_seconds: float
    excess: int
    """Why the supervisor killed it, as a number of ``EXCESSES``."""


EXCESSES = ("", "memory", "scratch bytes", "scratch files", "threads")
"""What a supervisor kills for of its own accord."""

ORDER = Struct("!dQQQQQI?")
STARTED = Struct("!ii")
ENDED = Struct("!iidi")
