"""Every example submission does what its folder and header say."""

from __future__ import annotations

import pytest

from rnngrade import submission
from rnngrade.content import find_exercise
from rnngrade.grader import Grader
from rnngrade.result import Outcome, Result
from rnngrade.validation import Case, cases, differences

CASES = cases(find_exercise("ex1"))
QUICK = [case for case in CASES if case.expected.outcome in (Outcome.PASS, Outcome.FAIL)]
STOPPED = [case for case in CASES if case not in QUICK]
ENDLESS = [case for case in CASES if case.expected.outcome is Outcome.TIMEOUT]


def name_of(case: Case) -> str:
    return case.name


def graded(case: Case, grader: Grader) -> Result:
    return grader.grade(submission.read(case.path, grader.exercise.required))


@pytest.mark.parametrize("case", QUICK, ids=name_of)
def test_it_does_what_its_folder_and_header_say(case: Case, grader: Grader) -> None:
    assert "\n".join(differences(graded(case, grader), case.expected)) == ""


@pytest.mark.parametrize("case", STOPPED, ids=name_of)
def test_one_that_must_be_stopped_is_stopped(case: Case, hasty_grader: Grader) -> None:
    assert "\n".join(differences(graded(case, hasty_grader), case.expected)) == ""


@pytest.mark.long
@pytest.mark.parametrize("case", ENDLESS, ids=name_of)
def test_one_that_never_ends_is_stopped_by_the_limits_that_students_have(
    case: Case, grader: Grader
) -> None:
    assert "\n".join(differences(graded(case, grader), case.expected)) == ""


def test_the_reference_passes_every_check_that_applies_and_gets_every_point(grader: Grader) -> None:
    (reference,) = (case for case in CASES if case.name == "reference")
    result = graded(reference, grader)
    assert (result.score, result.max_score, result.passed) == (100, 100, True)
    assert {check.id for check in result.checks if check.outcome is not Outcome.PASS} == {"cuda"}
    assert not any(check.diagnosis or check.notes for check in result.checks)


def test_the_stub_gets_nothing_and_one_friendly_first_step(grader: Grader) -> None:
    (stub,) = (case for case in CASES if case.name == "stub")
    result = graded(stub, grader)
    assert (result.score, result.passed) == (0, False)
    (failed,) = (check for check in result.checks if check.outcome is Outcome.FAIL)
    assert failed.id == "forward"
    assert "still to be written" in failed.message
    assert failed.hint is not None
    for word in ("Start with forward", "loop", "seq_len", "zeros"):
        assert word in failed.hint
    assert failed.location is not None
    assert "raise NotImplementedError" in failed.source_line


def test_the_corpus_is_as_large_as_the_claims_that_rest_on_it() -> None:
    counts = {outcome: sum(c.expected.outcome is outcome for c in CASES) for outcome in Outcome}
    assert counts[Outcome.PASS] >= 25 + 1
    assert counts[Outcome.FAIL] >= 40 + 1
    assert counts[Outcome.TIMEOUT] >= 1
    assert counts[Outcome.CRASH] >= 1


def test_every_suffix_that_students_hand_in_stands_in_every_folder() -> None:
    found = {(case.expected.outcome, case.path.suffix) for case in CASES}
    for outcome in (Outcome.PASS, Outcome.FAIL, Outcome.TIMEOUT, Outcome.CRASH):
        assert {(outcome, ".py"), (outcome, ".ipynb")} <= found
