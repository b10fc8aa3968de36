"""The zygote: imports torch once, runs no threads, and forks a supervisor for each order.

It reads nothing but fixed-size orders from a socket that only the grader holds the other end of.
"""

from __future__ import annotations

import array
import gc
import importlib
import os
import select
import signal
import socket
import sys
import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import torch

from .describe import describe
from .kin import adopt_orphans, kill_descendants
from .records import EXIT_FAULT, ORDER, READY, Ends, Order
from .seeding import seed_generators
from .signals import as_descriptor
from .supervisor import supervise
from .wire import PREFIX, decode, encode


def main(control_descriptor: int, preload: Iterable[str]) -> NoReturn:
    """Be the zygote until the grader is gone. Never returns."""
    torch.set_num_threads(1)
    for name in preload:
        importlib.import_module(name)
    _warm_up()
    _assert_one_thread()
    adopt_orphans()
    control = socket.socket(fileno=control_descriptor)
    events = as_descriptor((signal.SIGCHLD,))
    gc.collect()
    gc.freeze()  # a collection in a child then leaves the shared pages alone
    control.sendall(READY)
    _serve(control, events)


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


def _serve(control: socket.socket, events: int) -> NoReturn:
    supervisors: set[int] = set()
    poll = select.poll()
    poll.register(control, select.POLLIN)
    poll.register(events, select.POLLIN)
    while True:
        for descriptor, _ in poll.poll():
            if descriptor == events:
                os.read(events, 4096)
                _reap(supervisors)
            elif not _obey(control, supervisors):
                os._exit(0)


def _obey(control: socket.socket, supervisors: set[int]) -> bool:
    """Fork a supervisor for the next order. Returns whether there was one."""
    descriptors = array.array("i")
    record, ancillary, _, _ = control.recvmsg(
        ORDER.size, socket.CMSG_SPACE(len(Ends._fields) * descriptors.itemsize)
    )
    if not record:
        return False
    for _, _, data in ancillary:
        descriptors.frombytes(data)
    order, ends = Order(*ORDER.unpack(record)), Ends(*descriptors)
    zygote = os.getpid()
    supervisor = os.fork()
    if supervisor == 0:
        try:
            supervise(order, ends, zygote)
        except BaseException:
            traceback.print_exc()
            os._exit(EXIT_FAULT)
    supervisors.add(supervisor)
    for descriptor in ends:
        os.close(descriptor)
    return True


def _reap(supervisors: set[int]) -> None:
    """Reap ended supervisors, and kill what one left behind when it was itself killed."""
    strays = False
    while True:
        try:
            pid, wait_status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            break
        strays |= wait_status != 0 or pid not in supervisors
        supervisors.discard(pid)
    if strays:
        kill_descendants(spare=frozenset(supervisors))
