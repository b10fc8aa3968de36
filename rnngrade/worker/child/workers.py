"""Takes orders, and starts a supervisor for each. Imports no torch.

Nothing is read but fixed-size orders from a socket that only the grader holds the other end of.
"""

from __future__ import annotations

import array
import fcntl
import os
import select
import signal
import socket
import traceback
from collections.abc import Callable, Sequence
from typing import NoReturn

from .confine import Grounds
from .kin import adopt_orphans, kill_descendants
from .layers import landlock
from .layers.identity import everyone_may_read
from .layers.namespaces import leave_namespaces
from .records import EXIT_FAULT, ORDER, READY, Ends, Order
from .signals import as_descriptor
from .supervisor import BePayload, supervise

MANY = 16
"""Workers after which it pays off to spend as much time as some ten of them save later."""


def find_grounds(hidden: Sequence[str], import_bytes: int = 0) -> Grounds:
    """Find out, once for all workers, what can be confined here, and what may be read."""
    paths = landlock.readable(hidden)
    return Grounds(
        reading=landlock.open_all(paths) if landlock.abi() else [],
        another_user_can_read=os.geteuid() == 0 and everyone_may_read(paths),
        namespaces=_succeeds_in_a_child(lambda: "pid-namespace" in leave_namespaces(frozenset())),
        import_bytes=import_bytes,
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


class Workers:
    """Forks supervisors, and knows which of them run.

    ``after_many`` is called once, when so many were forked that more are to be expected.
    """

    def __init__(
        self,
        grounds: Grounds,
        be_payload: BePayload,
        after_many: Callable[[], None] = lambda: None,
    ) -> None:
        self._grounds = grounds
        self._be_payload = be_payload
        self._after_many = after_many
        self._started = 0
        self._supervisors: set[int] = set()
        # It hangs up for the supervisors when this process ends, for each closes its own write end.
        self._alive, self._own_end = os.pipe()

    def start(self, order: Order, ends: Ends) -> None:
        """Fork a supervisor; its ends are closed here."""
        supervisor = os.fork()
        if supervisor == 0:
            try:
                supervise(order, ends, self._grounds, self._alive, self._be_payload)
            except BaseException:
                traceback.print_exc()
                os._exit(EXIT_FAULT)
        self._supervisors.add(supervisor)
        for descriptor in ends:
            os.close(descriptor)
        self._started += 1
        if self._started == MANY:
            self._after_many()

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


def take_orders(control_descriptor: int, workers: Workers) -> NoReturn:
    """Say that all is ready, and start workers until the grader is gone. Never returns."""
    control = socket.socket(fileno=control_descriptor)
    flags = fcntl.fcntl(control, fcntl.F_GETFL)
    fcntl.fcntl(control, fcntl.F_SETFL, flags & ~os.O_ASYNC)  # see launch.py
    adopt_orphans()
    events = as_descriptor((signal.SIGCHLD,))
    control.sendall(READY)
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
