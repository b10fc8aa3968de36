"""How much the grade of a training exercise depends on what else is graded at the same time.

    python benchmarks/neighbours.py [ROUNDS]

ROUNDS times (5), in turn: the reference of exercise 2 is graded at T = 10 alone, then as many of it
at a time as there are cores, then twice as many. What is said of each training, points and figures,
must be equal to the last digit. Budgets are counted in CPU time: how much more of that a training
takes beside others is printed, and its share of the budget.
"""

from __future__ import annotations

import os
import statistics
import sys
from concurrent.futures import ThreadPoolExecutor

from rnngrade import submission
from rnngrade.content import find_exercise
from rnngrade.grader import Grader
from rnngrade.result import CheckResult

CHECK = "trained_10"
CPU = "cpu_seconds"


def main(rounds: int) -> None:
    """Measure, and print a line for each number of neighbours."""
    exercise = find_exercise("ex2")
    assert exercise.solution is not None, "run this in a checkout"
    handed_in = submission.read(exercise.solution, exercise.required)
    cores = os.cpu_count() or 1
    sizes = (1, cores, 2 * cores)
    with Grader(exercise, device="cpu") as grader:
        budget = grader.assignment.rubric.checks[CHECK].settings[CPU]

        def judge(_: int) -> CheckResult:
            return grader.grade(handed_in, only=(CHECK,)).checks[-1]

        judge(0)
        found: dict[int, list[list[CheckResult]]] = {size: [] for size in sizes}
        for _ in range(rounds):
            for size in sizes:
                with ThreadPoolExecutor(size) as pool:
                    found[size].append(list(pool.map(judge, range(size))))
    print_table(found, budget)


def print_table(found: dict[int, list[list[CheckResult]]], budget: float) -> None:
    """Print CPU seconds at each number of submissions at a time, and whether any grade differs."""
    alone = [each[0].evidence[CPU] for each in found[1]]
    print(f"{'at a time':9}  {'CPU s':>6}  {'times alone':>11}  {'most':>5}  {'of its budget':>13}")
    for size, each in found.items():
        seconds = [[check.evidence[CPU] for check in checks] for checks in each]
        ratios = [s / base for row, base in zip(seconds, alone, strict=True) for s in row]
        flat = [s for row in seconds for s in row]
        print(
            f"{size:9}  {statistics.median(flat):6.2f}  {statistics.median(ratios):11.2f}"
            f"  {max(ratios):5.2f}  {max(flat) / budget:13.1%}"
        )
    grades = {grade_of(check) for each in found.values() for checks in each for check in checks}
    count = sum(len(checks) for each in found.values() for checks in each)
    print(f"different grades among {count}: {len(grades)} (goal: 1)")
    for grade in sorted(grades):
        print(f"  {grade}")


def grade_of(check: CheckResult) -> str:
    """Return outcome, points, and every number behind them that is not a time, exactly."""
    evidence = {key: value for key, value in check.evidence.items() if key != CPU}
    return f"{check.outcome} {check.points!r} of {check.max_points!r}: {evidence!r}"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
