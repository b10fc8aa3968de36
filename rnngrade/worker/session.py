"""One worker, as the grader sees it: asks, waits until the deadline, and says how it ended."""

from __future__ import annotations

import ast
import base64
import marshal
import math
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from rnngrade.submission.parsing import parse
from rnngrade.worker import protocol
from rnngrade.worker.bounds import excess_sentence
from rnngrade.worker.channel import Channel, Gone, Late
from rnngrade.worker.child.records import EXCESSES, EXIT_FAULT, Ended
from rnngrade.worker.child.wire import encode
from rnngrade.worker.interface import (
    BadReply,
    Budget,
    BudgetUsedUp,
    Frame,
    Limits,
    Loaded,
    Observed,
    Source,
    StudentError,
    Value,
    WorkerCrash,
    WorkerError,
    WorkerTimeout,
)
from rnngrade.worker.scratch import remove_folder

T = TypeVar("T")

LOADING = 5.0
"""CPU seconds of a worker before it trains that are not charged to a training's budget."""
STEPS_USED_UP = "StepsUsedUpError"
"""What the worker raises in a loop of more optimizer steps than a budget allows."""
SIGNAL_SENTENCES = {
    signal.SIGSEGV: "your code crashed the whole process (segmentation fault)",
    signal.SIGBUS: "your code crashed the whole process (bus error)",
    signal.SIGFPE: "your code crashed the whole process (arithmetic error)",
    signal.SIGILL: "your code crashed the whole process (illegal instruction)",
    signal.SIGABRT: "your code crashed the whole process (abort; often it is out of memory)",
    signal.SIGKILL: "your code's process was killed, by itself or for lack of memory",
}


@dataclass(frozen=True)
class _Deadline:
    """When a request is late, and what to do then."""

    wall: float
    """By ``time.monotonic()``."""
    cpu: float
    """By the payload's CPU time, in seconds."""
    stop: Callable[[], WorkerError]


class Session:
    """A ``Worker`` behind a channel. For one thread at a time."""

    def __init__(self, channel: Channel, scratch: Path, limits: Limits) -> None:
        self._channel = channel
        self._scratch = scratch
        self._limits = limits
        self._functions: frozenset[str] = frozenset()
        self._end: str | None = None
        self._closed = False
        self.layers: tuple[str, ...] = ()

    def greet(self, seconds: float) -> None:
        """Wait for the worker's hello. Raises ``WorkerError`` if there is none in time."""
        reply = self._talk(b"", self._within(seconds))
        self.layers = self._read(protocol.read_hello, reply)

    @property
    def alive(self) -> bool:
        """Whether it can still be asked."""
        return self._end is None and not self._channel.ended()

    @property
    def output(self) -> str:
        """What the student's code printed so far, bounded."""
        return self._channel.output.text()

    def load(self, source: Source) -> Loaded:
        """Run the exercise's probe, then the student's definitions.

        Raises ``ValueError`` where the probe cannot be loaded, and ``WorkerError``.
        """
        probe = {"probe": _compiled(source.probe), "forbidden": list(source.forbidden)}
        self._functions = _functions(source.probe)
        self._read(protocol.read_ready, self._talk(encode("prepare", probe), self._limited()))
        student = {
            "definitions": source.definitions,
            "text": source.text,
            "required": list(source.required),
            "data": None if source.data is None else dict(source.data),
        }
        reply = self._talk(encode("load", student), self._limited())
        return self._read(lambda told: protocol.read_loaded(told, source.required), reply)

    def ask(self, function: str, arguments: Mapping[str, Value]) -> Value:
        """Call a function of the probe in the worker. Raises ``WorkerError``."""
        if self._end is None and function not in self._functions:
            raise LookupError(f"the exercise's probe has no function {function!r}")
        request = encode("ask", {"function": function, "arguments": dict(arguments)})
        return self._read(protocol.read_value, self._talk(request, self._limited()))

    def train(
        self,
        function: str,
        arguments: Mapping[str, Value],
        budget: Budget,
        told: Callable[[Observed, float], None],
    ) -> tuple[Value, float]:
        """Call a function of the probe that trains. Raises ``WorkerError``."""
        before = self._channel.cpu_seconds()
        cpu_limit = math.inf
        if budget.cpu_seconds is not None:
            cpu_limit = budget.cpu_seconds + min(before, LOADING)
        deadline = _Deadline(
            time.monotonic() + budget.wall_seconds,
            cpu_limit,
            lambda: self._stop_training(budget, cpu_limit),
        )
        order = {
            "function": function,
            "arguments": dict(arguments),
            "max_steps": budget.max_steps,
        }
        reply = self._talk(encode("train", order), deadline)
        while (seen := self._read(protocol.read_observed, reply)) is not None:
            told(seen, self._channel.cpu_seconds() - before)
            reply = self._talk(b"", deadline)
        try:
            value = self._read(protocol.read_value, reply)
        except StudentError as error:
            if error.type_name == STEPS_USED_UP:
                raise self._ended_by(
                    BudgetUsedUp(f"the training was stopped: {error.message}", error.frames)
                ) from None
            raise
        return value, self._channel.cpu_seconds() - before

    def close(self) -> None:
        """Kill the worker and everything that it started, and remove its folder."""
        if self._closed:
            return
        self._closed = True
        if self._end is None:
            self._channel.kill()
            self._end = "it was closed"
        self._channel.close()
        with suppress(OSError):  # a folder left behind costs less than the verdict would
            remove_folder(self._scratch)

    def _limited(self) -> _Deadline:
        return self._within(self._limits.wall_seconds)

    def _within(self, seconds: float) -> _Deadline:
        """Return the deadline of a request that may take ``seconds`` of wall time."""
        return _Deadline(time.monotonic() + seconds, math.inf, lambda: self._stop_late(seconds))

    def _talk(self, frame: bytes, deadline: _Deadline) -> protocol.Reply:
        if self._end is not None:
            raise WorkerCrash(f"this worker has ended already: {self._end}")
        try:
            return self._channel.talk(frame, deadline.wall, deadline.cpu)
        except Late:
            raise self._ended_by(deadline.stop()) from None
        except Gone:
            raise self._ended_by(self._explain_end()) from None
        except BadReply as error:
            self._channel.kill()
            raise self._ended_by(error) from None

    def _read(self, read: Callable[[protocol.Reply], T], reply: protocol.Reply) -> T:
        """Return what a reply says; a worker that talks nonsense is killed."""
        try:
            return read(reply)
        except BadReply as error:
            self._channel.kill()
            raise self._ended_by(error) from None

    def _ended_by(self, error: WorkerError) -> WorkerError:
        self._end = str(error)
        return error

    def _stop_late(self, seconds: float) -> WorkerError:
        frames = self._channel.where()
        self._channel.kill()
        return WorkerTimeout(f"your code was stopped after {seconds:g} s{_inside(frames)}", frames)

    def _stop_training(self, budget: Budget, cpu_limit: float) -> WorkerError:
        out_of_cpu = self._channel.cpu_seconds() > cpu_limit
        frames = self._channel.where()
        self._channel.kill()
        limit = f"{budget.wall_seconds:g} s"
        if out_of_cpu:
            limit = f"{budget.cpu_seconds:g} s of CPU time"
        return BudgetUsedUp(f"the training was stopped after {limit}{_inside(frames)}", frames)

    def _explain_end(self) -> WorkerError:
        """Return why the worker ended by itself, or closed its channel, which is as bad."""
        ended = self._channel.settle()
        frames = self._channel.where_left()
        if ended is None:
            self._channel.kill()
            return WorkerCrash("your code's process broke off without a trace", frames)
        if ended.excess:
            sentence = excess_sentence(EXCESSES[ended.excess], self._limits)
            return WorkerCrash(sentence + _inside(frames), frames)
        if self._out_of_cpu(ended):
            limit = f"{self._limits.cpu_seconds:g} s of CPU time"
            return WorkerTimeout(f"your code was stopped after {limit}{_inside(frames)}", frames)
        return WorkerCrash(_sentence(ended) + _inside(frames), frames)

    def _out_of_cpu(self, ended: Ended) -> bool:
        used_up = ended.cpu_seconds >= self._limits.cpu_seconds
        return ended.signal == signal.SIGXCPU or (ended.signal == signal.SIGKILL and used_up)


def _inside(frames: Sequence[Frame]) -> str:
    return f", in `{frames[-1].function}`" if frames else ""


def _sentence(ended: Ended) -> str:
    if ended.signal == 0 and ended.exit_code == EXIT_FAULT:
        return "your code ended the whole process"
    if ended.signal == 0:
        return (
            f"your code ended the whole process with exit code {ended.exit_code} "
            "(os._exit, or exit() in a thread or child process)"
        )
    if ended.signal in SIGNAL_SENTENCES:
        return SIGNAL_SENTENCES[signal.Signals(ended.signal)]
    named = ended.signal in set(signal.Signals)  # Most real-time signals have no name.
    name = signal.Signals(ended.signal).name if named else str(ended.signal)
    return f"your code's process was ended by signal {name}"


@lru_cache
def _compiled(probe: str) -> str:
    """Return the probe's code for a worker, which would take longer to compile it than to run it.

    The zygote runs the same Python, so that it reads what ``marshal`` writes.
    """
    code = compile(probe, "<probe>", "exec", dont_inherit=True)
    return base64.b64encode(marshal.dumps(code)).decode("ascii")


@lru_cache
def _functions(probe: str) -> frozenset[str]:
    """Return the names of the probe's functions. Raises ``UnparsableError``."""
    body = parse(probe).body
    return frozenset(node.name for node in body if isinstance(node, ast.FunctionDef))
