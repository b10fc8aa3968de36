"""The zygote: imports torch once, runs no threads, and forks a supervisor for each order.

It reads nothing but fixed-size orders from a socket that only the grader holds the other end of.
"""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NoReturn

import torch

from . import large_pages
from .compat import load_data_in_this_process
from .describe import describe
from .seeding import seed_generators
from .serve import be_payload
from .wire import PREFIX, decode, encode
from .workers import Workers, find_grounds, take_orders


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
    workers = Workers(find_grounds(hidden), be_payload, after_many=large_pages.gather)
    gc.collect()
    gc.freeze()  # a collection in a child then leaves the shared pages alone
    take_orders(control_descriptor, workers)


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
