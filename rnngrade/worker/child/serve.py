"""The payload: confines itself, says hello, then runs the student's code as it is asked."""

from __future__ import annotations

import base64
import marshal
import os
import socket
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from types import ModuleType
from typing import Any, NoReturn

from . import figures, models, wire
from .confine import Grounds, confine_payload
from .data_stand_in import stand_in
from .definitions import Loading, load, reason
from .describe import describe, text_of
from .forbidden import Guard
from .observe import Observer
from .records import EXIT_FAULT, Ends, Order
from .seeding import seed_generators
from .trace import report

MAX_HEADER_BYTES = 2**20
"""What the grader accepts of a reply."""

PROBES_IMPORT = (figures, models)
"""What exercises' probes may import of this package; a worker cannot read its files any more."""

Reply = tuple[str, object]


def be_payload(
    order: Order, ends: Ends, grounds: Grounds, alive: int, layers: list[str]
) -> NoReturn:
    """Become a payload, say hello on the channel, and answer there. Never returns."""
    try:
        channel = socket.socket(fileno=ends.channel)
        layers = confine_payload(order, ends, grounds, alive, layers)
        seed_generators()
        channel.sendall(wire.encode("hello", {"layers": layers}))
    except BaseException:
        traceback.print_exc()
        os._exit(EXIT_FAULT)
    _serve(channel, order)


def _serve(channel: socket.socket, order: Order) -> NoReturn:
    """Answer the grader's requests until it is gone. Never returns."""
    session = _Session(order.reply_bytes, lambda *reply: channel.sendall(_frame(*reply)))
    while (request := wire.receive(channel)) is not None:
        channel.sendall(_frame(*session.answer(*request)))
    os._exit(0)


def _frame(kind: str, value: object) -> bytes:
    """Return a reply's frame; one with a header that would be refused says so instead."""
    frame = wire.encode(kind, value)
    header_bytes = wire.PREFIX.unpack_from(frame)[2]
    if header_bytes <= MAX_HEADER_BYTES:
        return frame
    return wire.encode("value", wire.Opaque("object", "more than one reply may hold"))


class _Session:
    """The student's module, the exercise's probe, and what is asked of them."""

    def __init__(self, reply_bytes: int, send: Callable[[str, object], None]) -> None:
        self.reply_bytes = reply_bytes
        self.send = send
        self.observer = Observer()
        self.student = ModuleType("submission")
        self.probe: dict[str, Any] = {"__name__": "probe"}
        self.guard = Guard(())
        self.streams = (sys.stdout, sys.stderr)

    def answer(self, kind: str, value: dict[str, Any]) -> Reply:
        """Return the reply to a request. What the student's code raises is a reply too."""
        requests: dict[str, Callable[..., Reply]] = {
            "prepare": self.prepare,
            "load": self.load,
            "ask": self.ask,
            "train": self.train,
        }
        try:
            return requests[kind](**value)
        except BaseException as error:
            return ("forbidden", self.guard.first) if self.guard.first else ("error", report(error))
        finally:
            self._flush()

    def prepare(self, probe: str, forbidden: list[str]) -> Reply:
        """Load the exercise's own part. No student code has run, so a fault is the exercise's."""
        try:
            self.guard = Guard(forbidden)
            code = marshal.loads(base64.b64decode(probe))  # noqa: S302 - from the grader
            exec(code, self.probe)  # noqa: S102 - the exercise's own code
        except Exception as error:
            return "fault", f"{type(error).__name__}: {text_of(str, error, 500)}"
        return "ready", None

    def load(
        self,
        definitions: str,
        text: str,
        required: list[str],
        data: dict[str, Any] | None = None,
    ) -> Reply:
        """Run the student's source, with ``data`` at hand."""
        stand_in(data)
        loading: Loading = load(definitions, text, required)
        self.student = loading.run.module
        why = reason(loading.run, required)
        if why is not None:
            return "error", why
        return "loaded", {
            "way": loading.way,
            "missing": loading.missing,
            "names": loading.run.defined(required),
            "skipped": loading.run.skipped,
        }

    def ask(self, function: str, arguments: dict[str, Any]) -> Reply:
        """Call a function of the probe on the student's module."""
        with self.guard.watch():
            result = self.probe[function](self.student, **arguments)
        if self.guard.first:
            return "forbidden", self.guard.first
        return "value", describe(result, self.reply_bytes)

    def train(self, function: str, arguments: dict[str, Any], max_steps: int | None) -> Reply:
        """Call a function of the probe that trains, and tell of it meanwhile."""
        with self.observer.watch(lambda seen: self.send("observed", seen), max_steps):
            return self.ask(function, arguments)

    def _flush(self) -> None:
        for stream in (*self.streams, sys.stdout, sys.stderr):
            with suppress(Exception):  # a student may have closed or replaced it
                stream.flush()
