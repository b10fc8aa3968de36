"""In place of a zygote where a process that holds torch had better not fork, as on macOS.

It imports no torch. Its supervisors do not run on as the payload: they start Python anew, which
imports torch, confines itself and says hello. A worker then costs seconds, not milliseconds.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NoReturn

from .confine import Grounds
from .layers import landlock
from .records import Ends, Order
from .workers import Workers, find_grounds, take_orders

IMPORT_BYTES = 2**29
"""At most: torch 2.13 for the CPU takes 0.2 GB."""
OPTIONS = ("-P", "-s")
BOOTSTRAP = """
import json, sys
folder, path, rest = json.loads(sys.argv[1])
sys.path[:] = [folder, *path]
import child.spawner
sys.path.remove(folder)
child.spawner.payload(*rest)
"""


def main(control_descriptor: int, preload: Iterable[str], hidden: Sequence[str]) -> NoReturn:
    """Be the spawner until the grader is gone. Never returns. Arguments as the zygote's."""
    modules, paths = list(preload), list(hidden)

    def start_python(
        order: Order, ends: Ends, grounds: Grounds, alive: int, layers: list[str]
    ) -> NoReturn:
        for descriptor in (ends.channel, ends.output, ends.where, ends.scratch, alive):
            os.set_inheritable(descriptor, True)
        rest = (order, ends, grounds.namespaces, alive, layers, modules, paths)
        words = json.dumps((str(Path(__file__).parents[1]), sys.path, rest))
        os.dup2(ends.output, 2)  # What fails before the hello is said there.
        os.execv(sys.executable, [sys.executable, *OPTIONS, "-c", BOOTSTRAP, words])  # noqa: S606

    take_orders(control_descriptor, Workers(find_grounds(paths, IMPORT_BYTES), start_python))


def payload(
    order: list[object],
    ends: list[int],
    namespaces: bool,
    alive: int,
    layers: list[str],
    preload: list[str],
    hidden: list[str],
) -> NoReturn:
    """Import torch, and be the payload. Never returns."""
    import torch

    from .compat import load_data_in_this_process
    from .serve import be_payload

    torch.set_num_threads(1)
    for name in preload:
        importlib.import_module(name)
    load_data_in_this_process()
    reading = landlock.open_all(landlock.readable(hidden)) if landlock.abi() else []
    grounds = Grounds(reading, False, namespaces, IMPORT_BYTES)
    be_payload(Order(*order), Ends(*ends), grounds, alive, layers)  # type: ignore[arg-type]
