"""The wire format between the grader and a worker, and the grader's strict reading of it.

A frame, either way:

    magic "RNNG"   4 bytes
    version        u8, 1
    header length  u32, big-endian
    body length    u64, big-endian
    header         ASCII JSON: {"kind": KIND, "value": TREE}
    body           safetensors, or nothing where the value holds no tensor

A reply's header is at most ``MAX_HEADER_BYTES``, its body at most ``Limits.reply_bytes`` and a
header's worth; both lengths are checked before anything is read. What describes a body's tensors is
at most ``child.wire.MAX_TENSORS_BYTES``. The body's tensors are named
"0", "1", …, each is named in the header exactly once, and dtypes are those of
``child.wire.DTYPES``. A TREE, at most ``child.wire.MAX_DEPTH`` deep, is

    null, true, false, a number, a string     itself; lone surrogates are allowed
    {"float": "nan" | "inf" | "-inf"}         a float that JSON has no number for
    [TREE, …]                                 a list
    {"tuple": [TREE, …]}                      a tuple
    {"dict": {string: TREE, …}}               a dict
    {"tensor": N}                             tensor "N" of the body
    {"complex": N}                            the same, its last dimension real and imaginary part
    {"opaque": [type name, text]}             a value that does not cross (replies only)

The worker speaks first, before any of the student's code has run, and then answers each request:

    hello      {"layers": [string, …], "torch": string}
    prepare    {"probe": code, marshalled, in base64, "forbidden": [dotted name, …]}
               ready      null
               fault      string: the exercise's own probe cannot be loaded
    load       {"definitions": source, "text": source, "required": [name, …],
                "data": {"dict": {function of rnngrade.data: TREE, …}} or null}
               loaded     {"way", "missing", "names", "skipped": [ERROR, …]}, as in ``Loaded``
               error      ERROR
    ask        {"function": name, "arguments": {"dict": …}}
               value      TREE
               error      ERROR
               forbidden  ERROR, whose message is the forbidden symbol's dotted name
    train      {"function": name, "arguments": {"dict": …}, "max_steps": integer or null}
               observed   {"rows": tensor, "facts": {"dict": …}}, as in ``Observed``; any number
                          of these, then one reply as to ``ask``

where ERROR is {"type": string, "message": string, "frames": [[line, function], …]}.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from rnngrade.worker.child.wire import MAGIC, PREFIX, VERSION, Damaged, decode
from rnngrade.worker.interface import (
    COLUMNS,
    BadReply,
    ForbiddenCall,
    Frame,
    Loaded,
    Observed,
    Opaque,
    StudentError,
    WorkerError,
)

MAX_HEADER_BYTES = 2**20
MAX_FRAMES = 100
MAX_SKIPPED = 100
MAX_LINE = 2**31

Reply = tuple[str, Any]


class ReplyReader:
    """Takes the bytes of one reply as they come. Raises ``BadReply`` at the first wrong one."""

    def __init__(self, reply_bytes: int) -> None:
        self._max_body = reply_bytes + MAX_HEADER_BYTES
        self._received = bytearray()
        self._lengths: tuple[int, int] | None = None

    def missing(self) -> int:
        """Return how many bytes to read next, no more; 0 when the reply is whole."""
        if self._lengths is None:
            return PREFIX.size - len(self._received)
        return PREFIX.size + sum(self._lengths) - len(self._received)

    def feed(self, data: bytes) -> None:
        """Take in bytes, at most as many as are missing."""
        self._received += data
        if self._lengths is None and len(self._received) == PREFIX.size:
            self._lengths = self._read_lengths()

    def reply(self) -> Reply:
        """Return the kind and the value of a reply that is whole."""
        split = PREFIX.size + PREFIX.unpack_from(self._received)[2]
        frame = bytes(self._received)
        try:
            return decode(frame[PREFIX.size : split], frame[split:], Opaque)
        except Damaged as error:
            raise BadReply(f"your code's process sent a damaged reply: {error}") from None

    def _read_lengths(self) -> tuple[int, int]:
        magic, version, header, body = PREFIX.unpack(self._received)
        if magic != MAGIC or version != VERSION:
            raise BadReply("your code's process sent something that is not a reply")
        if header > MAX_HEADER_BYTES or body > self._max_body:
            raise BadReply(
                f"your code's process announced a reply of {header + body} bytes; "
                f"at most {self._max_body} are accepted"
            )
        return header, body


def read_hello(reply: Reply) -> tuple[str, ...]:
    """Return the layers that were achieved."""
    match reply:
        case "hello", {"layers": list() as layers}:
            return tuple(map(str, layers))
    raise _unexpected(reply)


def read_ready(reply: Reply) -> None:
    """Accept the worker's word that the probe is loaded. Raises ``ValueError`` if it cannot be."""
    match reply:
        case "ready", None:
            return
        case "fault", str() as message:
            raise ValueError(f"the exercise's probe cannot be loaded: {message}")
    raise _unexpected(reply)


def read_loaded(reply: Reply, required: Sequence[str]) -> Loaded:
    """Return how the submission was loaded, or raise what its code raised."""
    match reply:
        case "loaded", {
            "way": "definitions" | "whole" as way,
            "missing": None | str() as missing,
            "names": list() as names,
            "skipped": list() as skipped,
        } if len(skipped) <= MAX_SKIPPED and all(name in required for name in names):
            return Loaded(way, missing, tuple(names), tuple(map(_error, skipped)))
    raise _refusal(reply)


def read_value(reply: Reply) -> Any:
    """Return what the probe's function returned, or raise what the student's code raised."""
    match reply:
        case "value", value:
            return value
    raise _refusal(reply)


def read_observed(reply: Reply) -> Observed | None:
    """Return what was seen of a training; None where the reply is another one."""
    match reply:
        case "observed", {"rows": Tensor() as rows, "facts": dict() as facts}:
            if rows.dtype != torch.float64 or rows.dim() != 2 or rows.shape[1] != len(COLUMNS):
                raise BadReply("your code's process sent a damaged report of its training")
            return Observed(rows, facts)
        case "observed", _:
            raise BadReply("your code's process sent a damaged report of its training")
    return None


def _refusal(reply: Reply) -> WorkerError:
    """Return what a reply that is no answer says went wrong."""
    match reply:
        case "error", error:
            return _error(error)
        case "forbidden", error:
            told = _error(error)
            return ForbiddenCall(told.type_name, told.message, told.frames)
    return _unexpected(reply)


def _error(told: object) -> StudentError:
    match told:
        case {"type": str() as type_name, "message": str() as message, "frames": list() as frames}:
            if len(frames) <= MAX_FRAMES:
                return StudentError(type_name, message, [_frame(frame) for frame in frames])
    raise BadReply("your code's process sent a damaged report of an exception")


def _frame(told: object) -> Frame:
    match told:
        case [int() as line, str() as function] if 0 < line < MAX_LINE and type(line) is int:
            return Frame(line, function)
    raise BadReply("your code's process sent a damaged traceback")


def _unexpected(reply: Reply) -> BadReply:
    return BadReply(f"your code's process sent an unexpected reply: {reply[0][:40]!r}")
