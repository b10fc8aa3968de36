"""The reference's own figures, and how they come into the rubric."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import Result as Ended

from rnngrade import calibration
from rnngrade.calibration import CalibrationError
from rnngrade.content import Exercise, find_exercise
from rnngrade.result import CheckResult, Outcome
from rnngrade.rubric import Figures, load_rubric

TRAINED = CheckResult(
    "trained_10",
    "Trained",
    Outcome.PASS,
    1,
    1,
    "",
    evidence={"metric": 0.004, "cpu_seconds": 2.0},
)


def grader_of(*checks: CheckResult, exercise: str = "ex2") -> Any:
    """Return a grader whose result of seed n is the n-th check alone."""

    def grade(handed_in: object, *, seed: int) -> SimpleNamespace:
        return SimpleNamespace(checks=(checks[seed],))

    return SimpleNamespace(exercise=find_exercise(exercise), grade=grade)


def test_figures_are_the_median_and_the_extremes_over_all_seeds() -> None:
    checks = [
        replace(TRAINED, evidence={"metric": metric, "cpu_seconds": seconds})
        for metric, seconds in ((0.001234567, 5.0), (0.003, 2.0), (0.002, 3.0))
    ]
    told: list[int] = []
    figures = calibration.calibrate(grader_of(*checks), seeds=range(3), jobs=2, done=told.append)
    assert figures == {"trained_10": Figures(3, 0.002, 0.00123, 0.003, 3.0, 5.0)}
    assert sorted(told) == [1, 2, 3]
    (line,) = calibration.lines(figures)
    assert line == "trained_10: 0.002 (0.00123 to 0.003) in 3.0 s (at most 5.0 s), 3 seeds"


def test_a_reference_that_misses_once_is_refused_with_its_seed() -> None:
    missed = replace(TRAINED, outcome=Outcome.FAIL, message="MSE 0.3.")
    with pytest.raises(CalibrationError, match=r"does not pass trained_10 with seed 1: MSE 0.3"):
        calibration.calibrate(grader_of(TRAINED, missed), seeds=range(2), jobs=1)


@pytest.mark.parametrize(
    "open_points",
    [
        replace(TRAINED, outcome=Outcome.FAIL, bonus=True),
        replace(TRAINED, outcome=Outcome.REVIEW),
    ],
)
def test_a_bonus_that_is_missed_and_what_a_person_grades_do_not_stop_it(
    open_points: CheckResult,
) -> None:
    assert calibration.calibrate(grader_of(open_points), seeds=[0], jobs=1)


def test_an_exercise_that_trains_nothing_has_nothing_to_calibrate() -> None:
    with pytest.raises(CalibrationError, match="nothing to calibrate"):
        calibration.calibrate(grader_of(replace(TRAINED, evidence={})), seeds=[0], jobs=1)


def test_only_the_reference_block_of_a_rubric_is_written(tmp_path: Path) -> None:
    exercise = find_exercise("ex2")
    path = tmp_path / "rubric.json"
    before = json.loads(exercise.rubric.read_text(encoding="utf-8"))
    path.write_text(json.dumps(before), encoding="utf-8")
    calibration.write({"trained_10": Figures(20, 0.002, 0.001, 0.003, 1.5, 2.5)}, path)
    after = json.loads(path.read_text(encoding="utf-8"))
    assert after.pop("reference")["trained_10"]["metric"] == 0.002
    before.pop("reference", None)
    assert after == before
    expected = {check.id: check.settings for check in exercise.checks}
    loaded = load_rubric(path, exercise="ex2", expected=expected)
    assert loaded.reference["trained_10"].most_cpu_seconds == 2.5


def test_the_command_says_what_cannot_be_calibrated(
    ex9: Exercise, rnngrade: Callable[..., Ended]
) -> None:
    ended = rnngrade("calibrate", ex9.id, "--seeds", 1)
    assert ended.exit_code == 2
    assert "no check of ex9 trains" in ended.stderr
