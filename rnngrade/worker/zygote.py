"""The pool whose workers are forked from a process that has imported torch.

Importing this and constructing a ``Zygote`` imports no torch, so that the zygote's import of torch
and the grader's own run side by side.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rnngrade.worker.child.records import Order
from rnngrade.worker.interface import Limits, Worker, WorkerError, WorkerPoolError
from rnngrade.worker.launch import ZygoteProcess
from rnngrade.worker.scratch import remove_folder

if TYPE_CHECKING:
    from rnngrade.worker.channel import Channel
    from rnngrade.worker.session import Session

HELLO_SECONDS = 60.0


class Zygote:
    """A ``WorkerPool``: one zygote, started at once, and again should it be killed.

    ``preload`` names modules to import besides torch, which then cost a worker nothing.
    ``device`` is ``cuda`` where workers may use a GPU. Raises ``WorkerPoolError`` on a platform
    without ``fork``.
    """

    def __init__(self, preload: Sequence[str] = (), *, device: str = "cpu") -> None:
        if sys.platform == "win32":
            raise WorkerPoolError("rnngrade cannot run submissions on Windows: use WSL or Linux")
        self._preload = tuple(preload)
        self._device = device
        self._lock = threading.Lock()
        self._sessions: weakref.WeakSet[Session] = weakref.WeakSet()
        self._folder = Path(tempfile.mkdtemp(prefix="rnngrade-"))
        self._remove_folder = weakref.finalize(self, remove_folder, self._folder)
        self._process = self._launch()

    def start(self, limits: Limits, *, device: str = "cpu") -> Worker:
        """Return a fresh worker with no code in it. Safe to call from several threads.

        Raises ``WorkerPoolError`` where none can be started, and ``ValueError`` for the device
        ``cuda`` of a zygote that was not constructed for it.
        """
        if device not in ("cpu", self._device):
            raise ValueError(f"this zygote was started for {self._device}, not for {device}")
        if not self._remove_folder.alive:
            raise WorkerPoolError("no worker can be started: the zygote is closed")
        # These import torch, as the zygote has been doing since it was constructed.
        from rnngrade.worker.channel import Channel
        from rnngrade.worker.session import Session

        channel = Channel(limits.output_bytes, limits.reply_bytes)
        scratch = Path(tempfile.mkdtemp(prefix="worker-", dir=self._folder))
        session = Session(channel, scratch, limits)
        try:
            self._order(_order(limits, device), channel, scratch)
            session.greet(HELLO_SECONDS)
        except WorkerError as error:
            session.close()
            complaint = f"{self._complaint()}{session.output}".strip()
            raise WorkerPoolError(f"a worker could not be set up: {error}\n{complaint}") from None
        except BaseException:
            session.close()
            raise
        self._sessions.add(session)
        return session

    def close(self) -> None:
        """End every worker and the zygote itself. Safe to call twice."""
        for session in list(self._sessions):
            session.close()
        with self._lock:
            self._process.close()
            self._remove_folder()

    def _launch(self) -> ZygoteProcess:
        return ZygoteProcess(self._folder, self._preload, self._device)

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


def _order(limits: Limits, device: str) -> Order:
    return Order(
        limits.cpu_seconds,
        limits.memory_bytes,
        limits.file_bytes,
        limits.reply_bytes,
        device == "cuda",
    )
