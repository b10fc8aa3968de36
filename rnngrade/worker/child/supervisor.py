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
from typing import NoReturn

from .kin import adopt_orphans, die_with_parent, keep_descriptors, kill_descendants
from .records import ENDED, EXIT_FAULT, KILL, STARTED, WHERE, Ended, Ends, Order
from .serve import serve, set_up
from .signals import as_descriptor, default_signals


def supervise(order: Order, ends: Ends, zygote: int) -> NoReturn:
    """Fork the payload, wait for its end or for an order to end it, and report. Never returns."""
    default_signals()
    os.setsid()
    keep_descriptors(ends)
    layers = ["own-session", die_with_parent(zygote, signal.SIGTERM), adopt_orphans()]
    supervisor = os.getpid()
    payload = os.fork()
    if payload == 0:
        _be_payload(order, ends, supervisor, [name for name in layers if name is not None])
    for descriptor in (ends.channel, ends.output, ends.where, ends.scratch):
        os.close(descriptor)
    status = socket.socket(fileno=ends.status)
    status.sendall(STARTED.pack(supervisor, payload))
    ended = _watch(status, payload)
    kill_descendants()
    status.sendall(ENDED.pack(*ended))
    os._exit(0)


def _be_payload(order: Order, ends: Ends, supervisor: int, layers: list[str]) -> NoReturn:
    """Run the payload, whose every way out is an exit of the process."""
    try:
        os.close(ends.status)
        serve(set_up(order, ends, supervisor, layers), order)
    finally:
        os._exit(EXIT_FAULT)


def _watch(status: socket.socket, payload: int) -> Ended:
    """Wait until the payload has ended, killing it when told to, or when the grader is gone."""
    events = as_descriptor((signal.SIGCHLD, signal.SIGTERM))
    poll = select.poll()
    poll.register(events, select.POLLIN)
    poll.register(status, select.POLLIN)
    while (ended := _reap(payload)) is None:
        ready = [descriptor for descriptor, _ in poll.poll()]
        told = signal.SIGTERM in os.read(events, 4096) if events in ready else False
        if told or (status.fileno() in ready and _ordered_to_kill(status, payload)):
            os.kill(payload, signal.SIGKILL)
            return _ended(*os.wait4(payload, 0)[1:])
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


def _ended(wait_status: int, usage: resource.struct_rusage) -> Ended:
    code = os.waitstatus_to_exitcode(wait_status)
    return Ended(max(code, 0), max(-code, 0), usage.ru_utime + usage.ru_stime)
