"""The zygote: imports torch once, runs no threads, and forks a supervisor for each order.

It reads nothing but fixed-size orders from a socket that only the grader holds the other end of.
"""

from __future__ import annotations

import array
import fcntl
import gc
import importlib
import os
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NoReturn

import torch

from .compat import load_data_in_this_process
from .confine import Grounds
from .describe import describe
from .kin import adopt_orphans, kill_descendants
from .layers import landlock
from .layers.identity import everyone_may_read
from .layers.namespaces import leave_namespaces
from .records import EXIT_FAULT, ORDER, READY, Ends, Order
from .seeding import seed_generators
from .signals import as_descriptor
from .supervisor import supervise
from .wire import PREFIX, decode, encode


def main(control_descriptor: int, preload: Iterable[str], hidden: Sequence[str]) -> NoReturn:
    """Be the zygote until the grader is gone. Never returns.

    ``preload`` names modules to import; ``hidden`` are paths that no worker may read.
    """
    torch.set_num_threads(1)
    for name in preload:
        importlib.import_module(name)
    _warm_up()
    load_data_in_this_process()
    _assert_one_thread()
    adopt_orphans()
    control = socket.socket(fileno=control_descriptor)
    control_flags = fcntl.fcntl(control, fcntl.F_GETFL)
    fcntl.fcntl(control, fcntl.F_SETFL, control_flags & ~os.O_ASYNC)  # see launch.py
    events = as_descriptor((signal.SIGCHLD,))
    workers = _Workers(_grounds(hidden))
    gc.collect()
    gc.freeze()  # a collection in a child then leaves the shared pages alone
    control.sendall(READY)
    _serve(control, events, workers)


def _grounds(hidden: Sequence[str]) -> Grounds:
    """Find out, once for all workers, what can be confined here, and what may be read."""
    paths = landlock.readable(hidden)
    return Grounds(
        reading=landlock.open_all(paths) if landlock.abi() else [],
        another_user_can_read=os.geteuid() == 0 and everyone_may_read(paths),
        namespaces=_succeeds_in_a_child(lambda: "pid-namespace" in leave_namespaces(frozenset())),
    )


def _succeeds_in_a_child(attempt: Callable[[], bool]) -> bool:
    """Return what ``attempt`` returns in a process that may be left in any state."""
    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if attempt() else 1)
        finally:
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


def _warm_up() -> None:
    """Do once what torch imports something for when it is first done, so that no worker has to.

    No backward pass: a worker gains nothing from it, and with CUDA it starts threads.
    """
    seed_generators()
    layer = torch.nn.Linear(1, 1)
    with torch.no_grad():
        layer(torch.zeros(1, 1))
    frame = encode("value", describe(layer.weight, reply_bytes=8))
    header_end = PREFIX.size + PREFIX.unpack_from(frame)[2]
    decode(frame[PREFIX.size : header_end], frame[header_end:])


def _assert_one_thread() -> None:
    """Refuse to fork a process with threads: children would wait for them for ever."""
    if sys.platform == "linux":
        threads = len(list(Path("/proc/self/task").iterdir()))
        if threads != 1:
            raise SystemExit(f"the zygote has {threads} threads, and can fork only with one")


class _Workers:
    """Forks supervisors, and knows which of them run."""

    def __init__(self, grounds: Grounds) -> None:
        self._grounds = grounds
        self._supervisors: set[int] = set()
        # It hangs up for the supervisors when this process ends, for each closes its own write end.
        self._alive, self._own_end = os.pipe()

    def start(self, order: Order, ends: Ends) -> None:
        """Fork a supervisor; its ends are closed here."""
        supervisor = os.fork()
        if supervisor == 0:
            try:
                supervise(order, ends, self._grounds, self._alive)
            except BaseException:
                traceback.print_exc()
                os._exit(EXIT_FAULT)
        self._supervisors.add(supervisor)
        for descriptor in ends:
            os.close(descriptor)

    def reap(self) -> None:
        """Reap ended supervisors, and kill what one left behind when it was itself killed."""
        strays = False
        while True:
            try:
                pid, wait_status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                break
            strays |= wait_status != 0 or pid not in self._supervisors
            self._supervisors.discard(pid)
        if strays:
            kill_descendants(spare=frozenset(self._supervisors))


def _serve(control: socket.socket, events: int, workers: _Workers) -> NoReturn:
    poll = select.poll()
    poll.register(control, select.POLLIN)
    poll.register(events, select.POLLIN)
    while True:
        for descriptor, _ in poll.poll():
            if descriptor == events:
                os.read(events, 4096)
                workers.reap()
            elif (asked := _receive(control)) is not None:
                workers.start(*asked)
            else:
                os._exit(0)


def _receive(control: socket.socket) -> tuple[Order, Ends] | None:
    """Return the next order, and the descriptors with it; None when the grader is gone."""
    descriptors = array.array("i")
    record, ancillary, _, _ = control.recvmsg(
        ORDER.size, socket.CMSG_SPACE(len(Ends._fields) * descriptors.itemsize)
    )
    if not record:
        return None
    for _, _, data in ancillary:
        descriptors.frombytes(data)
    return Order(*ORDER.unpack(record)), Ends(*descriptors)
