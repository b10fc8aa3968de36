"""The supervisor of one worker: small, trusted, and the only one to say how the payload ended.

It holds the status socket, on which the grader may order a kill, and whose end means that the
grader is gone. The payload never holds it, so no student can forge a status.
"""

from __future__ import annotations

import os
import resource
import select
import signal
import socket
import time
from collections.abc import Callable
from typing import NoReturn

from .confine import Grounds, confine_supervisor
from .kin import kill_descendants
from .records import ENDED, EXIT_FAULT, KILL, STARTED, WHERE, Ended, Ends, Order
from .signals import as_descriptor, default_signals
from .watch import SECONDS, Watch

BePayload = Callable[[Order, Ends, Grounds, int, list[str]], NoReturn]
"""What a fork does to be the payload. It gets the order, its ends, what can be confined, a pipe
that hangs up when the supervisor ends, and the names of the layers so far."""


def supervise(
    order: Order, ends: Ends, grounds: Grounds, alive: int, be_payload: BePayload
) -> NoReturn:
    """Fork the payload, wait for its end or for an order to end it, and report. Never returns.

    ``alive`` is a pipe that hangs up when the zygote ends.
    """
    default_signals()
    layers = confine_supervisor(order, ends, grounds, alive)
    supervisor_alive, own_end = os.pipe()
    payload = os.fork()
    if payload == 0:
        os.close(own_end)
        try:
            os.close(ends.status)
            be_payload(order, ends, grounds, supervisor_alive, layers)
        finally:
            os._exit(EXIT_FAULT)  # Every way out of the payload is an exit of the process.
    for descriptor in (ends.channel, ends.output, ends.where, supervisor_alive, *grounds.reading):
        os.close(descriptor)
    status = socket.socket(fileno=ends.status)
    status.sendall(STARTED.pack(os.getpid(), payload))
    ended = _watch(status, payload, Watch(order, payload, ends.scratch, grounds.import_bytes))
    kill_descendants()
    status.sendall(ENDED.pack(*ended))
    os._exit(0)


def _watch(status: socket.socket, payload: int, watch: Watch) -> Ended:
    """Wait until the payload has ended.

    Kills it when told to, when it uses more than it may, or when the grader or the zygote is gone.
    """
    events = as_descriptor((signal.SIGCHLD, signal.SIGTERM))
    poll = select.poll()
    poll.register(events, select.POLLIN)
    poll.register(status, select.POLLIN)
    next_look = time.monotonic() + SECONDS
    while (ended := _reap(payload)) is None:
        ready = [descriptor for descriptor, _ in poll.poll(1000 * SECONDS)]
        told = signal.SIGTERM in os.read(events, 4096) if events in ready else False
        told = told or (status.fileno() in ready and _ordered_to_kill(status, payload))
        excess = 0
        if time.monotonic() >= next_look:
            excess = watch.excess()
            next_look = time.monotonic() + SECONDS
        if told or excess:
            os.kill(payload, signal.SIGKILL)
            return _ended(*os.wait4(payload, 0)[1:], excess)
    return ended


def _ordered_to_kill(status: socket.socket, payload: int) -> bool:
    order = status.recv(1)
    if order == WHERE:
        os.kill(payload, signal.SIGUSR1)
    return order in (KILL, b"")


def _reap(payload: int) -> Ended | None:
    """Reap whatever has ended; return how the payload did, if it has."""
    while (waited := os.wait4(-1, os.WNOHANG))[0] != 0:
        if waited[0] == payload:
            return _ended(*waited[1:])
    return None


def _ended(wait_status: int, usage: resource.struct_rusage, excess: int = 0) -> Ended:
    code = os.waitstatus_to_exitcode(wait_status)
    return Ended(max(code, 0), max(-code, 0), usage.ru_utime + usage.ru_stime, excess)
