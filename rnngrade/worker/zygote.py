"""The pool whose workers are forked from a process that has imported torch.

Importing this and constructing a ``Zygote`` imports no torch, so that the zygote's import of torch
and the grader's own run side by side.
"""

from __future__ import annotations

import sys
import threading
import weakref
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rnngrade.worker.child.records import LAYERS, Order, withhold
from rnngrade.worker.home import Home, sweep
from rnngrade.worker.interface import (
    IsolationError,
    Limits,
    Worker,
    WorkerError,
    WorkerPoolError,
)
from rnngrade.worker.launch import ZygoteProcess

if TYPE_CHECKING:
    from rnngrade.worker.channel import Channel
    from rnngrade.worker.session import Session

HELLO_SECONDS = 60.0
DEMANDED = frozenset({"landlock", "seccomp"})
"""Layers without which a submission reads the solutions, or stops its grader."""


class Zygote:
    """A ``WorkerPool``: one zygote, started at once, and again should it be killed.

    ``preload`` names modules to import besides torch, which then cost a worker nothing.
    ``device`` is ``cuda`` where workers may use a GPU. ``isolation`` is ``required`` (no worker
    without Landlock and seccomp), ``best`` (all layers that there are) or ``none`` (none of those
    that a kernel may lack). ``withheld`` names layers to do without, to see what they are for.
    ``hidden`` are files and folders that no worker may read, besides this package.
    ``start_method`` is ``fork``, or ``spawn`` where a process that holds torch had better not fork:
    each worker then imports torch itself. Raises ``WorkerPoolError`` on Windows.
    """

    def __init__(
        self,
        preload: Sequence[str] = (),
        *,
        device: str = "cpu",
        isolation: str = "best",
        withheld: Iterable[str] = (),
        hidden: Sequence[Path] = (),
        start_method: str = "fork" if sys.platform == "linux" else "spawn",
    ) -> None:
        if sys.platform == "win32":
            raise WorkerPoolError("rnngrade cannot run submissions on Windows: use WSL or Linux")
        self._preload = tuple(preload)
        self._device = device
        self.demanded = DEMANDED if isolation == "required" else frozenset()
        self._withheld = frozenset(LAYERS if isolation == "none" else withheld)
        self._hidden = tuple(hidden)
        self._start_method = start_method
        self._lock = threading.Lock()
        self._sessions: weakref.WeakSet[Session] = weakref.WeakSet()
        self._home = Home()
        self._process = self._launch()
        sweep()

    def start(self, limits: Limits, *, device: str = "cpu") -> Worker:
        """Return a fresh worker with no code in it. Safe to call from several threads.

        Raises ``WorkerPoolError`` where none can be started, ``IsolationError`` where none can be
        confined as demanded, and ``ValueError`` for the device ``cuda`` of a zygote that was not
        constructed for it.
        """
        if device not in ("cpu", self._device):
            raise ValueError(f"this zygote was started for {self._device}, not for {device}")
        if self._home.closed:
            raise WorkerPoolError("no worker can be started: the zygote is closed")
        # These import torch, as the zygote has been doing since it was constructed.
        from rnngrade.worker.channel import Channel
        from rnngrade.worker.session import Session

        channel = Channel(limits.output_bytes, limits.reply_bytes)
        scratch = self._home.new_folder("worker-")
        session = Session(channel, scratch, limits)
        try:
            self._order(_order(limits, device, self._withheld), channel, scratch)
            session.greet(HELLO_SECONDS)
        except WorkerError as error:
            session.close()
            complaint = f"{self._complaint()}{session.output}".strip()
            raise WorkerPoolError(f"a worker could not be set up: {error}\n{complaint}") from None
        except BaseException:
            session.close()
            raise
        if missing := sorted(self.demanded - set(session.layers)):
            session.close()
            raise IsolationError(_not_confined(missing))
        self._sessions.add(session)
        return session

    def close(self) -> None:
        """End every worker and the zygote itself. Safe to call twice."""
        for session in list(self._sessions):
            session.close()
        with self._lock:
            self._process.close()
            self._home.close()

    def _launch(self) -> ZygoteProcess:
        return ZygoteProcess(
            self._home.path, self._preload, self._device, self._hidden, self._start_method
        )

    def _order(self, order: Order, channel: Channel, scratch: Path) -> None:
        """Hand the child's ends to the zygote; should it have been killed, to a new one."""
        with channel.child_ends(scratch) as ends, self._lock:
            try:
                self._process.order(order, ends)
            except WorkerPoolError:
                if not self._process.was_ready:
                    raise
                self._process.close()
                self._process = self._launch()
                self._process.order(order, ends)

    def _complaint(self) -> str:
        with self._lock:
            return self._process.complaint()


def _not_confined(missing: Sequence[str]) -> str:
    return (
        f"submissions cannot be isolated here: {' and '.join(missing)} missing. Without them, "
        "student code could read the solutions, or stop the grader. Grade on Linux 5.13 or newer "
        "(x86-64 or aarch64), in a container whose seccomp profile allows Landlock, or take "
        "the risk with --isolation best"
    )


def _order(limits: Limits, device: str, withheld: Iterable[str]) -> Order:
    return Order(
        limits.cpu_seconds,
        limits.memory_bytes,
        limits.scratch_bytes,
        limits.scratch_files,
        limits.threads,
        limits.reply_bytes,
        withhold(withheld),
        device == "cuda",
    )
