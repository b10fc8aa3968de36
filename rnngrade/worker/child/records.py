"""The fixed-size records between the grader, the zygote and a supervisor.

Nothing else is read by the zygote or a supervisor, so that there is nothing to parse in a process
that is not confined. Student code holds neither of the sockets that carry these.
"""

from __future__ import annotations

import struct
from typing import ClassVar, NamedTuple

READY = b"R"
"""From the zygote, once: it has imported everything, and waits for orders."""
WHERE = b"W"
"""To a supervisor: have the payload write where it is."""
KILL = b"K"
"""To a supervisor: kill the payload and all that it started."""


class Order(NamedTuple):
    """What the grader asks the zygote for: a worker under these limits.

    With it go, as SCM_RIGHTS, the descriptors of ``Ends``.
    """

    FORMAT: ClassVar[struct.Struct] = struct.Struct("!dQQQ?")

    cpu_seconds: float
    memory_bytes: int
    file_bytes: int
    reply_bytes: int
    cuda: bool

    def pack(self) -> bytes:
        """Return the record's bytes."""
        return self.FORMAT.pack(*self)

    @classmethod
    def unpack(cls, data: bytes) -> Order:
        """Return the record of its bytes. Raises ``struct.error`` for a wrong length."""
        return cls(*cls.FORMAT.unpack(data))


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
    """First record of a supervisor."""

    FORMAT: ClassVar[struct.Struct] = struct.Struct("!ii")

    supervisor: int
    payload: int

    def pack(self) -> bytes:
        """Return the record's bytes."""
        return self.FORMAT.pack(*self)

    @classmethod
    def unpack(cls, data: bytes) -> Started:
        """Return the record of its bytes. Raises ``struct.error`` for a wrong length."""
        return cls(*cls.FORMAT.unpack(data))


class Ended(NamedTuple):
    """Last record of a supervisor: how the payload ended. Nothing that it started is left."""

    FORMAT: ClassVar[struct.Struct] = struct.Struct("!iid")

    exit_code: int
    """Meaningful where ``signal`` is 0."""
    signal: int
    cpu_seconds: float

    def pack(self) -> bytes:
        """Return the record's bytes."""
        return self.FORMAT.pack(*self)

    @classmethod
    def unpack(cls, data: bytes) -> Ended:
        """Return the record of its bytes. Raises ``struct.error`` for a wrong length."""
        return cls(*cls.FORMAT.unpack(data))
