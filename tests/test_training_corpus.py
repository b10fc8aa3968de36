"""What can be judged of exercise 2's example submissions without training any of them.

Their trainings take minutes: ``rnngrade validate ex2`` judges them whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from rnngrade import submission
from rnngrade.content import Exercise, find_exercise
from rnngrade.grader import Grader
from rnngrade.result import Outcome
from rnngrade.validation import Case, cases, differences

UNTRAINED = ("target", "batches", "model", "gradients")
CASES = cases(find_exercise("ex2"))
HANGING = {"timeout/draws_places_for_ever.py"}


@pytest.fixture(scope="session")
def ex2() -> Exercise:
    return find_exercise("ex2")


@pytest.fixture(scope="session")
def ex2_grader(ex2: Exercise) -> Iterator[Grader]:
    with Grader(ex2, device="cpu", one_try=True) as warm:
        yield warm


def without_training(case: Case) -> Case:
    """Expect of a case what it shows in the checks that train nothing."""
    judged = {"loads", *UNTRAINED}
    expected = replace(
        case.expected,
        outcome=Outcome.FAIL,
        fails=case.expected.fails & judged
        if case.expected.outcome is Outcome.FAIL
        else frozenset(),
        score=None,
    )
    return replace(case, expected=expected)


@pytest.mark.parametrize(
    "case",
    [without_training(case) for case in CASES if case.name not in {"stub", *HANGING}],
    ids=lambda case: case.name,
)
def test_it_does_without_training_what_its_folder_and_header_say(
    case: Case, ex2_grader: Grader
) -> None:
    handed_in = submission.read(case.path, ex2_grader.exercise.required)
    result = ex2_grader.grade(handed_in, only=UNTRAINED)
    found = [line for line in differences(result, case.expected) if not line.startswith("named ")]
    assert "\n".join(found) == ""
    named = {diagnosis.id for check in result.checks for diagnosis in check.diagnosis}
    assert named <= case.expected.diagnosis | case.expected.may_name


def test_the_stub_gets_nothing_and_trains_nothing(ex2_grader: Grader) -> None:
    (stub,) = (case for case in CASES if case.name == "stub")
    result = ex2_grader.grade(submission.read(stub.path, ex2_grader.exercise.required))
    assert (result.score, result.passed) == (0, False)
    assert all(check.outcome is Outcome.SKIP for check in result.checks if "trained" in check.id)


def test_the_corpus_is_as_large_as_the_claims_that_rest_on_it() -> None:
    counts = {outcome: sum(c.expected.outcome is outcome for c in CASES) for outcome in Outcome}
    assert counts[Outcome.PASS] >= 12 + 1
    assert counts[Outcome.FAIL] >= 30 + 1
    assert counts[Outcome.TIMEOUT] >= 1
    assert counts[Outcome.CRASH] >= 1


def test_one_training_is_judged_whole_and_tells_what_it_saw(
    ex2: Exercise, ex2_grader: Grader
) -> None:
    assert ex2.corpus is not None
    told = []
    handed_in = submission.read(ex2.corpus / "pass" / "lstm_chrono_bias.py", ex2.required)
    result = ex2_grader.grade(handed_in, only=["trained_10"], tell=told.append)
    trained = result.checks[-1]
    assert (trained.id, trained.outcome) == ("trained_10", Outcome.PASS)
    assert trained.evidence["metric"] <= trained.evidence["threshold"]
    assert trained.evidence["observed"]["optimizer"].startswith("Adam")
    (curve,) = trained.exhibits
    assert 20 <= len(curve.columns["loss"]) <= 600
    assert {progress.label for progress in told} == {"T = 10"}


def test_the_same_seed_gives_the_same_metric_to_the_last_digit(
    ex2: Exercise, ex2_grader: Grader
) -> None:
    assert ex2.corpus is not None
    handed_in = submission.read(ex2.corpus / "fail" / "stopped_early.py", ex2.required)
    metrics = [
        ex2_grader.grade(handed_in, only=["trained_10"], seed=5).checks[-1].evidence["metric"]
        for _ in range(2)
    ]
    assert metrics[0] == metrics[1]
