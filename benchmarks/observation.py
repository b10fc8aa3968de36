"""What observing a training costs: the reference's training loop with it, over that without it.

    python benchmarks/observation.py [ROUNDS]

CPU time, one thread, alternating within one run; the median over the rounds of each ratio. 200
steps of exercise 2's reference at each length, after one training to warm up.
"""

from __future__ import annotations

import importlib.util
import statistics
import sys
import time
from pathlib import Path
from types import ModuleType

import torch

from rnngrade.worker.child.observe import Observer

SOLUTION = Path(__file__).parent.parent / "solutions" / "ex2_adding_problem.py"
LENGTHS = (10, 50, 100, 200)
STEPS = 200


def main() -> None:
    """Measure, and print a line for each length."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    torch.set_num_threads(1)
    observer = Observer()
    solution = load()
    solution.train(LENGTHS[0], 0)
    for length in LENGTHS:
        pairs = [measure(solution, observer, length) for _ in range(rounds)]
        plain = statistics.median(pair[0] for pair in pairs)
        ratio = statistics.median(pair[1] / pair[0] for pair in pairs)
        step = 1000 * plain / STEPS
        print(f"T = {length:3}: {step:5.2f} ms a step; observed {ratio:.3f} times that")


def load() -> ModuleType:
    """Return the reference solution, set to take exactly ``STEPS`` steps."""
    spec = importlib.util.spec_from_file_location("solution", SOLUTION)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(SOLUTION)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.MOST_STEPS, module.GOOD_ENOUGH = STEPS, 0.0  # type: ignore[attr-defined]
    return module


def measure(solution: ModuleType, observer: Observer, length: int) -> tuple[float, float]:
    """Return the CPU seconds of one training without and one with observation."""
    began = time.process_time()
    solution.train(length, 0)
    plain = time.process_time() - began
    began = time.process_time()
    with observer.watch(lambda _: None, None):
        solution.train(length, 0)
    return plain, time.process_time() - began


if __name__ == "__main__":
    main()
