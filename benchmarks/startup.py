"""How long a student waits: ``rnngrade check ex1`` beside ``python -c "import torch"``.

    python benchmarks/startup.py [ROUNDS]

Runs both in turn, ROUNDS times (7), and prints the medians and their ratio; then a warm grader's
time for one more submission, without the check that trains, and that check alone.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from rnngrade import submission
from rnngrade.content import find_exercise
from rnngrade.grader import Grader

TRAINING = "learns"


def seconds(action: Callable[[], object]) -> float:
    """Return the wall time of one call."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def cold(rounds: int) -> None:
    """Print the ratio of a whole check to an import of torch, run in turn."""
    exercise = find_exercise("ex1")
    check = [sys.executable, "-m", "rnngrade", "check", exercise.id, str(exercise.solution)]
    commands = {"import torch": [sys.executable, "-c", "import torch"], "rnngrade check": check}
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            run = lambda command=command: subprocess.run(  # noqa: E731
                command, check=True, stdout=subprocess.DEVNULL
            )
            times[name].append(seconds(run))
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, value in medians.items():
        print(f"{name:16} {value:6.2f} s")
    pairs = zip(times["rnngrade check"], times["import torch"], strict=True)
    ratio = statistics.median(ours / torch for ours, torch in pairs)
    print(f"{'ratio':16} {ratio:6.2f}    (goal: under 2, aim 1.5)")


def warm(rounds: int) -> None:
    """Print the time of one more submission through a warm grader."""
    exercise = find_exercise("ex1")
    assert exercise.solution is not None, "run this in a checkout"
    handed_in = submission.read(exercise.solution, exercise.required)
    with Grader(exercise, device="cpu") as grader:
        ids = [check.id for check in grader.assignment.checks]
        without = [name for name in ids if name != TRAINING]
        grader.grade(handed_in)
        times = [seconds(lambda: grader.grade(handed_in, only=without)) for _ in range(3 * rounds)]
        training = []
        for _ in range(rounds):
            result = grader.grade(handed_in)
            training += [c.duration for c in result.checks if c.id == TRAINING]
    print(f"{'warm, no training':16} {1000 * statistics.median(times):4.0f} ms   (goal: under 150)")
    print(f"{'training check':16} {1000 * statistics.median(training):4.0f} ms")


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    cold(count)
    warm(count)
