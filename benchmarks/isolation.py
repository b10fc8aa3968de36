"""What isolation costs: a warm worker with every layer beside one with none of them.

    python benchmarks/isolation.py [ROUNDS]

Starts, asks and closes a worker of each kind in turn, ROUNDS times (100), and prints the medians,
beside a bare fork of a process that holds torch; then the same with one layer left out at a time.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Iterable
from contextlib import ExitStack

from rnngrade.content import find_exercise
from rnngrade.grading import assign
from rnngrade.worker import Source, Zygote
from rnngrade.worker.child.records import LAYERS

PROBE = "def echo(student, value):\n    return value\n"
GOAL_MS = 45
LIMITS = assign(find_exercise("ex1")).rubric.limits


def seconds(zygote: Zygote) -> float:
    """Return the wall time of one worker: start, load, one question, close."""
    started = time.perf_counter()
    worker = zygote.start(LIMITS)
    worker.load(Source("", "", (), PROBE))
    worker.ask("echo", {"value": 1})
    worker.close()
    return time.perf_counter() - started


def bare_fork() -> float:
    """Return the wall time of a fork of a process that holds torch, which ends at once."""
    started = time.perf_counter()
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return time.perf_counter() - started


def medians(zygotes: dict[str, Zygote], rounds: int) -> dict[str, float]:
    """Return the median milliseconds of each, taken in turn."""
    times: dict[str, list[float]] = {name: [] for name in zygotes}
    for _ in range(rounds):
        for name, zygote in zygotes.items():
            times[name].append(seconds(zygote))
    return {name: 1000 * statistics.median(values) for name, values in times.items()}


def zygotes_without(stack: ExitStack, *withheld: Iterable[str]) -> list[Zygote]:
    """Return a zygote for each set of layers to do without; closed with the stack."""
    found = [Zygote(withheld=layers) for layers in withheld]
    for zygote in found:
        stack.callback(zygote.close)
    return found


def main(rounds: int) -> None:
    """Print the tables."""
    with ExitStack() as stack:
        every, none = zygotes_without(stack, (), LAYERS)
        measured = medians({"every layer": every, "no layer": none}, rounds)
        for name, value in measured.items():
            print(f"{name:24} {value:6.1f} ms")
        forked = 1000 * statistics.median(bare_fork() for _ in range(rounds))
        print(f"{'bare fork':24} {forked:6.1f} ms")
        more = measured["every layer"] - forked
        print(f"{'worker - bare fork':24} {more:6.1f} ms   (goal: under {GOAL_MS})")
    for layer in LAYERS:
        with ExitStack() as stack:
            every, without = zygotes_without(stack, (), (layer,))
            measured = medians({"with": every, "without": without}, rounds // 3)
        print(f"  {layer:22} {measured['with'] - measured['without']:6.1f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
