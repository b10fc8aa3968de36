"""What the reference solution reaches, over several seeds, written into the rubric."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from itertools import count
from pathlib import Path

from rnngrade import submission
from rnngrade.grader import Grader
from rnngrade.result import Outcome, Result
from rnngrade.rubric import Figures
from rnngrade.whole_file import write_whole


class CalibrationError(Exception):
    """An exercise that cannot be calibrated. The message says why, and what to try."""


def calibrate(
    grader: Grader,
    *,
    seeds: Sequence[int],
    jobs: int,
    done: Callable[[int], None] = lambda _: None,
) -> dict[str, Figures]:
    """Grade the reference with every seed; return its figures for each check that trains.

    ``done`` is told after each seed how many are finished. Raises ``CalibrationError`` where there
    is no reference, it trains nothing, or it misses a goal that earns points: the threshold is
    wrong then, or the reference.
    """
    exercise = grader.exercise
    if exercise.solution is None:
        raise CalibrationError(f"{exercise.id} has no solution here; calibrate in a checkout")
    read = submission.read(exercise.solution, exercise.required)
    # It is trained, whatever lies beside it.
    reference = replace(read, checkpoints=submission.Checkpoints())

    finished = count(1)

    def run(seed: int) -> Result:
        result = grader.grade(reference, seed=seed)
        done(next(finished))
        return result

    with ThreadPoolExecutor(max_workers=jobs) as pool:
        results = list(pool.map(run, seeds))
    trained = [
        (check.id, check.evidence)
        for result in results
        for check in result.checks
        if "metric" in check.evidence and "cpu_seconds" in check.evidence
    ]
    if not trained:
        raise CalibrationError(
            f"no check of {exercise.id} trains, so there is nothing to calibrate"
        )
    _require_passed(seeds, results)
    return {
        name: _figures([evidence for other, evidence in trained if other == name])
        for name in dict.fromkeys(name for name, _ in trained)
    }


def write(figures: Mapping[str, Figures], rubric: Path) -> None:
    """Write figures into the rubric's file, as its ``reference``; all else stays as it is."""
    document = json.loads(rubric.read_text(encoding="utf-8-sig"))
    document["reference"] = {name: asdict(found) for name, found in figures.items()}
    write_whole(rubric, json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def lines(figures: Mapping[str, Figures]) -> list[str]:
    """Return the figures for a reader, a line for each check."""
    return [
        f"{name}: {found.metric:.3g} ({found.lowest:.3g} to {found.highest:.3g}) in "
        f"{found.cpu_seconds:.1f} s (at most {found.most_cpu_seconds:.1f} s), {found.seeds} seeds"
        for name, found in figures.items()
    ]


def _require_passed(seeds: Sequence[int], results: Sequence[Result]) -> None:
    for seed, result in zip(seeds, results, strict=True):
        for check in result.checks:
            if check.bonus or not check.max_points:
                continue
            if check.outcome not in (Outcome.PASS, Outcome.SKIP, Outcome.REVIEW):
                raise CalibrationError(
                    f"the reference does not pass {check.id} with seed {seed}: {check.message} "
                    "Loosen the threshold, or mend the reference."
                )


def _figures(evidence: Sequence[Mapping[str, float]]) -> Figures:
    metrics = [float(numbers["metric"]) for numbers in evidence]
    seconds = [float(numbers["cpu_seconds"]) for numbers in evidence]
    return Figures(
        seeds=len(evidence),
        metric=_short(statistics.median(metrics)),
        lowest=_short(min(metrics)),
        highest=_short(max(metrics)),
        cpu_seconds=_short(statistics.median(seconds)),
        most_cpu_seconds=_short(max(seconds)),
    )


def _short(number: float) -> float:
    return float(f"{number:.3g}")
