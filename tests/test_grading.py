"""The whole line: one submission in, one result out, the same for the same seed."""

from __future__ import annotations

import dataclasses
import json
import math
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from rnngrade import result_json, submission
from rnngrade.content import Exercise
from rnngrade.grader import Grader
from rnngrade.result import Outcome, Result
from rnngrade.scoring import Judgement
from rnngrade.submission.interface import Submission

EXAMPLES = [
    "pass/first_try_two_linear_layers.py",
    "pass/notebook_with_magics.ipynb",
    "fail/no_tanh.py",
    "fail/dropout_active.py",
    "fail/random_initial_state.py",
    "fail/syntax_error.py",
    "fail/weights_remade_in_forward.py",
]


def example(ex1: Exercise, name: str) -> Submission:
    assert ex1.corpus is not None
    return submission.read(ex1.corpus / name, ex1.required)


def reference(ex1: Exercise) -> Submission:
    assert ex1.solution is not None
    return submission.read(ex1.solution, ex1.required)


def untimed(result: Result) -> dict[str, Any]:
    document = result_json.to_json(result)
    del document["times"]
    for check in document["checks"]:
        del check["duration"]
    return document


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_same_seed_gives_the_same_result_but_for_times(
    ex1: Exercise, grader: Grader, name: str
) -> None:
    handed_in = example(ex1, name)
    one, other = (untimed(grader.grade(handed_in, seed=11)) for _ in range(2))
    assert one == other


def test_another_seed_gives_other_evidence_and_the_same_points(
    ex1: Exercise, grader: Grader
) -> None:
    one, other = (grader.grade(reference(ex1), seed=seed) for seed in (1, 2))
    assert one.score == other.score == 100
    for name in ("gradients", "learns"):
        evidence = [
            next(c.evidence for c in result.checks if c.id == name) for result in (one, other)
        ]
        assert evidence[0] != evidence[1]


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_result_is_valid_json_that_reads_back_as_it_was(
    ex1: Exercise, grader: Grader, name: str
) -> None:
    result = grader.grade(example(ex1, name))
    document = json.loads(result_json.dumps(result))
    result_json.validate(document)
    assert untimed(result_json.loads(json.dumps(document))) == untimed(result)


def test_a_result_says_all_that_there_is_to_say_of_its_making(
    ex1: Exercise, grader: Grader
) -> None:
    handed_in = reference(ex1)
    result = grader.grade(handed_in, seed=5)
    assert result.seed == 5
    assert (result.exercise.id, result.exercise.version) == ("ex1", "1.0.0")
    assert (result.submission.name, result.submission.sha256) == ("ex1_my_rnn.py", handed_in.sha256)
    assert result.submission.loaded == "definitions"
    assert result.environment.threads == 1
    assert result.environment.device == "cpu"
    assert result.limits == dataclasses.asdict(grader.assignment.rubric.limits)
    assert "cpu-limit" in result.layers
    assert datetime.fromisoformat(result.times.started).tzinfo is not None
    assert result.times.seconds >= sum(check.duration for check in result.checks)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_total_is_the_sum_of_what_is_shown(ex1: Exercise, grader: Grader, name: str) -> None:
    result = grader.grade(example(ex1, name))
    assert result.score == sum(check.points for check in result.checks)
    assert result.max_score == sum(check.max_points for check in result.checks) == 100


def test_only_runs_a_check_with_what_it_needs_and_no_other(ex1: Exercise, grader: Grader) -> None:
    result = grader.grade(reference(ex1), only=("gradients",))
    assert [check.id for check in result.checks] == [
        "loads",
        "own_recurrence",
        "forward",
        "outputs",
        "gradients",
    ]
    assert (result.score, result.max_score) == (45, 45)


def test_only_one_check_is_judged_as_it_is_among_all(ex1: Exercise, grader: Grader) -> None:
    among_all = grader.grade(reference(ex1), seed=3)
    alone = grader.grade(reference(ex1), seed=3, only=("gradients",))
    found = [next(c for c in r.checks if c.id == "gradients") for r in (among_all, alone)]
    assert found[0].evidence["tolerance"] == found[1].evidence["tolerance"]
    assert found[0].points == found[1].points == 15
    assert all(max(f.evidence["relative_errors"].values()) < 1e-5 for f in found)


def test_every_check_is_told_of_as_it_ends(ex1: Exercise, grader: Grader) -> None:
    told: list[Judgement] = []
    result = grader.grade(reference(ex1), judged=told.append)
    assert [judgement.id for judgement in told] == [check.id for check in result.checks]


def test_without_a_gpu_the_check_on_one_is_skipped_says_so_and_costs_nothing(
    ex1: Exercise, grader: Grader
) -> None:
    cuda = grader.grade(reference(ex1)).checks[-1]
    assert (cuda.id, cuda.outcome, cuda.max_points) == ("cuda", Outcome.SKIP, 0)
    assert "no gpu" in cuda.message.lower()


def test_where_the_solution_is_at_hand_its_error_stands_in_the_evidence(
    ex1: Exercise, grader: Grader
) -> None:
    result = grader.grade(example(ex1, EXAMPLES[0]))
    (outputs,) = (check for check in result.checks if check.id == "outputs")
    assert 0 <= outputs.evidence["reference_error"] < 1e-9
    assert 0 <= outputs.evidence["largest_error"] < 1e-9
    assert math.isfinite(outputs.evidence["float32_error"])


def test_points_follow_the_rubric_that_is_given(
    ex1: Exercise, rubric_with: Any, tmp_path: Path
) -> None:
    path = rubric_with(lambda rubric: rubric["checks"]["shapes"].update(points=12.5))
    with Grader(ex1, rubric=path, device="cpu") as grader:
        result = grader.grade(reference(ex1), only=("shapes",))
    assert (result.score, result.max_score) == (12.5, 12.5)


def test_what_the_code_prints_is_kept(ex1: Exercise, grader: Grader) -> None:
    code = reference(ex1).text.replace("super().__init__()", "super().__init__(); print('made')")
    result = grader.grade(submission.read_bytes("a.py", code.encode()), only=("loads",))
    assert result.output == "made\n"
