"""How each check ends, whatever happens in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

import pytest
from scripted import examination, rubric, worker

from rnngrade.checks.interface import (
    Check,
    Context,
    Failed,
    ForReview,
    NotApplicable,
    Passed,
    Skipped,
    check,
)
from rnngrade.checks.run import run_checks, with_dependencies
from rnngrade.result import Diagnosis, Outcome
from rnngrade.scoring import Judgement, score
from rnngrade.submission.interface import Location
from rnngrade.worker.interface import BadReply, Frame, StudentError, WorkerCrash, WorkerTimeout


@check()
def first(context: Context) -> Passed:
    """The first"""
    return Passed("It is right.", evidence={"error": 0.0}, notes=("A note.",))


@check(after=(first,))
def second(context: Context) -> Passed:
    """The second"""
    raise Failed("It is wrong.")


@check(after=(second,))
def third(context: Context) -> Passed:
    """The third"""
    return Passed("")


@check(after=(first, third))
def fourth(context: Context) -> Passed:
    """The fourth"""
    return Passed("")


@check()
def apart(context: Context) -> Passed:
    """One apart"""
    return Passed("")


ALL = (first, second, third, fourth, apart)


def raising(error: Exception) -> Check:
    def function(context: Context) -> NoReturn:
        raise error

    return Check("it", "It", function)


def judged(*checks: Check) -> list[Judgement]:
    return list(run_checks(checks, examination(worker())))


def after(error: Exception) -> Judgement:
    (judgement,) = judged(raising(error))
    return judgement


def test_a_pass_carries_its_evidence_and_notes() -> None:
    (judgement,) = judged(first)
    assert judgement.outcome is Outcome.PASS
    assert (judgement.id, judgement.label) == ("first", "The first")
    assert judgement.message == "It is right."
    assert judgement.evidence == {"error": 0.0}
    assert judgement.notes == ("A note.",)


def test_what_a_person_must_grade_is_open_and_carries_what_helps_them() -> None:
    def function(context: Context) -> Passed:
        return ForReview("80 words.", evidence={"words": 80}, notes=("A note.",))

    (judgement,) = judged(Check("essay", "An essay", function))
    assert judgement.outcome is Outcome.REVIEW
    assert (judgement.message, judgement.notes) == ("80 words.", ("A note.",))
    assert judgement.evidence == {"words": 80}


def test_a_failure_carries_all_that_it_says() -> None:
    named = Diagnosis("no_bias", "There is none.", "Add one.")
    place = Location("ex1_my_rnn.py", 2)
    judgement = after(
        Failed(
            "Wrong.",
            hint="Mend it.",
            diagnosis=[named],
            evidence={"error": 1.0},
            location=place,
            source_line="x",
        )
    )
    assert judgement.outcome is Outcome.FAIL
    assert (judgement.message, judgement.hint) == ("Wrong.", "Mend it.")
    assert judgement.diagnosis == (named,)
    assert judgement.evidence == {"error": 1.0}
    assert (judgement.location, judgement.source_line) == (place, "x")


def test_checks_run_in_the_order_given_and_each_is_told_as_it_ends() -> None:
    judgements = run_checks(ALL, examination())
    assert next(judgements).id == "first"
    assert [judgement.id for judgement in judgements] == ["second", "third", "fourth", "apart"]


def test_what_depends_on_a_failed_check_is_skipped_and_names_the_one_at_the_root() -> None:
    outcomes = {judgement.id: judgement for judgement in judged(*ALL)}
    assert outcomes["second"].outcome is Outcome.FAIL
    assert outcomes["third"].outcome is Outcome.SKIP
    assert outcomes["third"].message == "Not run: it needs “The second” first."
    assert outcomes["fourth"].message == "Not run: it needs “The second” first."
    assert outcomes["apart"].outcome is Outcome.PASS


def test_a_skipped_check_earns_nothing_and_still_counts() -> None:
    judgements = judged(first, second, third)
    scored = score(judgements, rubric(first={}, second={}, third={}))
    assert (scored.score, scored.max_score) == (10, 30)


@pytest.mark.parametrize(
    ("error", "possible"), [(NotApplicable("no GPU"), 0), (Skipped("outputs are wrong"), 10)]
)
def test_what_does_not_apply_costs_nothing_and_what_cannot_be_judged_does(
    error: Skipped, possible: float
) -> None:
    judgement = after(error)
    assert judgement.outcome is Outcome.SKIP
    assert score([judgement], rubric(it={})).max_score == possible


def test_a_reason_is_said_in_a_sentence() -> None:
    assert after(NotApplicable("no GPU was used")).message == "No GPU was used."
    assert after(Skipped("It ends already.")).message == "It ends already."


def test_an_exception_of_the_students_fails_with_their_line() -> None:
    judgement = after(StudentError("ValueError", "no", (Frame(3, "MyRNN"),)))
    assert judgement.outcome is Outcome.FAIL
    assert judgement.message == "Your code raised ValueError: no"
    assert judgement.location == Location("ex1_my_rnn.py", 3)
    assert judgement.source_line == "class MyRNN(torch.nn.Module):"


def test_a_timeout_says_where_the_code_was() -> None:
    judgement = after(WorkerTimeout("your code was stopped after 10 s", (Frame(3, "forward"),)))
    assert judgement.outcome is Outcome.TIMEOUT
    assert judgement.message == "Your code was stopped after 10 s."
    assert judgement.location == Location("ex1_my_rnn.py", 3)


def test_a_crash_says_how_it_ended_and_where() -> None:
    judgement = after(WorkerCrash("your code ended the whole process", (Frame(3, "forward"),)))
    assert judgement.outcome is Outcome.CRASH
    assert judgement.message == "Your code ended the whole process."
    assert judgement.location == Location("ex1_my_rnn.py", 3)


def test_an_answer_that_cannot_be_read_fails() -> None:
    judgement = after(BadReply("the reply has 3 bytes"))
    assert judgement.outcome is Outcome.FAIL
    assert "could not be read" in judgement.message
    assert "the reply has 3 bytes" in judgement.message


@pytest.mark.parametrize("error", [KeyError("lengths"), AssertionError(), RecursionError("deep")])
def test_anything_else_is_the_graders_own_fault_and_keeps_its_traceback(error: Exception) -> None:
    judgement = after(error)
    assert judgement.outcome is Outcome.ERROR
    assert "not your code" in judgement.message
    assert type(error).__name__ in judgement.message
    assert "Traceback" in judgement.evidence["traceback"]


def test_a_fault_of_ours_does_not_keep_the_next_check_from_running() -> None:
    fault, fine = judged(raising(KeyError("x")), first)
    assert (fault.outcome, fine.outcome) == (Outcome.ERROR, Outcome.PASS)


def test_what_depends_on_a_faulty_check_is_skipped() -> None:
    fault = raising(KeyError("x"))

    @check(after=(fault,))
    def later(context: Context) -> Passed:
        """Later"""
        return Passed("")

    assert [j.outcome for j in judged(fault, later)] == [Outcome.ERROR, Outcome.SKIP]


def test_every_judgement_has_its_duration() -> None:
    assert all(judgement.duration > 0 for judgement in judged(*ALL))


@pytest.mark.parametrize(
    ("wanted", "needed"),
    [
        (["first"], ["first"]),
        (["third"], ["first", "second", "third"]),
        (["apart", "second"], ["first", "second", "apart"]),
        (["fourth"], ["first", "second", "third", "fourth"]),
        ([], []),
        (["no such"], []),
    ],
)
def test_a_check_comes_with_all_that_it_depends_on_in_their_order(
    wanted: list[str], needed: list[str]
) -> None:
    assert [c.id for c in with_dependencies(ALL, wanted)] == needed


def test_a_check_is_named_by_its_function_and_labelled_by_its_docstring() -> None:
    @check(after=(first,), settings=("length",))
    def long_sequences(context: Context) -> Passed:
        """Long sequences too

        What else is written here is for authors.
        """
        return Passed("")

    assert (long_sequences.id, long_sequences.label) == ("long_sequences", "Long sequences too")
    assert long_sequences.after == (first,)
    assert long_sequences.settings == {"length"}


@pytest.mark.parametrize("text", [None, "", "  \n "])
def test_a_check_without_a_label_is_refused(text: str | None) -> None:
    def unlabelled(context: Context) -> Passed:
        return Passed("")

    unlabelled.__doc__ = text
    declare: Callable[[Callable[[Context], Passed]], Check] = check()
    with pytest.raises(TypeError, match="unlabelled needs a docstring"):
        declare(unlabelled)
