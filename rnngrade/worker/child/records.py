"""The fixed-size records between the grader, the zygote and a supervisor.

Nothing else is read by the zygote or a supervisor, so that there is nothing to parse in a process
that is not confined. Student code holds neither of the sockets that carry these.
"""

from __future__ import annotations

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


class Order(NamedTuple):
    """What the grader asks the zygote for: a worker under these limits.

    With it go, as SCM_RIGHTS, the descriptors of ``Ends``.
    """

    cpu_seconds: float
    memory_bytes: int
    file_bytes: int
    reply_bytes: int
    cuda: bool


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


ORDER = Struct("!dQQQ?")
STARTED = Struct("!ii")
ENDED = Struct("!iid")
