"""The payload of autograding-grading-reporter, summed up as that does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from published import HOSTILE, assert_valid, hostile_result, of, one, payload, several, with_outcome
from results import ALL_RIGHT, BONUS, SAMPLES, TIMEOUT, TWO_DIAGNOSES, lost

from rnngrade.reports.autograding import StepOutput, render
from rnngrade.reports.interface import Judged
from rnngrade.result import Outcome

LONGEST_VARIABLE = 128 * 1024


def read(judged: list[Judged]) -> dict[str, Any]:
    document: dict[str, Any] = payload(render(judged))
    assert_valid(document, "autograding")
    return document


def points(document: dict[str, Any]) -> float:
    """What the reporter adds up."""
    return sum(test["score"] for test in document["tests"])


@pytest.mark.parametrize("name", SAMPLES)
def test_the_reporter_adds_up_the_score(name: str) -> None:
    sample = SAMPLES[name]
    document = read(one(sample))
    assert points(document) == pytest.approx(sample.score)
    assert document["max_score"] == sample.max_score


def test_all_samples_at_once() -> None:
    document = read(several())
    assert points(document) == pytest.approx(sum(sample.score for sample in SAMPLES.values()))
    names = [test["name"] for test in document["tests"]]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (Outcome.PASS, "pass"),
        (Outcome.REVIEW, "pass"),
        (Outcome.FAIL, "fail"),
        (Outcome.SKIP, "fail"),
        (Outcome.TIMEOUT, "error"),
        (Outcome.CRASH, "error"),
        (Outcome.ERROR, "error"),
    ],
)
def test_each_outcome_has_a_status_of_that_project(outcome: Outcome, status: str) -> None:
    test = read(one(with_outcome(outcome)))["tests"][1]
    assert (test["status"], test["score"]) == (status, 0)
    assert ("Said of it." in test["message"]) == (outcome is not Outcome.PASS)


def test_a_timeout_still_lists_every_test() -> None:
    document = read(one(TIMEOUT))
    applying = [check for check in TIMEOUT.checks if check.applies]
    assert [test["name"] for test in document["tests"]] == [check.label for check in applying]
    assert document["status"] == "fail"


def test_a_failed_test_shows_nothing_and_its_partial_credit_stands_beside_it() -> None:
    tests = {test["name"]: test for test in read(one(TWO_DIAGNOSES))["tests"]}
    failed = tests["The weights are registered and can be trained"]
    assert (failed["status"], failed["score"]) == ("fail", 0)
    assert "Partial credit: 7.5/15" in failed["message"]
    credit = tests[
        "Partial credit: 7.5 of 15 points for “The weights are registered and can be trained”"
    ]
    assert (credit["status"], credit["score"]) == ("pass", 7.5)


def test_the_whole_is_what_the_exit_code_says() -> None:
    assert read(one(ALL_RIGHT))["status"] == "pass"
    assert read(one(BONUS))["status"] == "pass"
    assert read(one(TWO_DIAGNOSES))["status"] == "fail"
    assert read(one(SAMPLES["grader_error"]))["status"] == "error"


def test_what_waits_for_a_person_is_said_in_its_name() -> None:
    (test,) = read(of(lost("learns", Outcome.REVIEW, "Look.")))["tests"]
    assert test["name"].endswith("(a person will grade this: ?/10)")


def test_a_place_is_told_in_its_own_fields() -> None:
    test = next(test for test in read(one(TIMEOUT, "a/b.py"))["tests"] if test["line_no"])
    assert (test["filename"], test["line_no"]) == ("a/b.py", 24)
    assert test["test_code"] == "while len(outputs) <= x.size(1):"


@pytest.mark.parametrize("piece", ["W", "日", "\U0001f600", '"\\'])
def test_it_fits_a_variable_of_the_environment(piece: str) -> None:
    flood = piece * 2_000
    many = [Judged(hostile_result(flood, Outcome.FAIL, exercise=f"ex{n}"), "a") for n in range(8)]
    assert len(render(many)) < LONGEST_VARIABLE
    assert len(read(many)["tests"]) == 24


def test_a_steps_output_is_one_line() -> None:
    assert StepOutput().render(one(TIMEOUT)) == f"result={render(one(TIMEOUT))}\n"


@settings(max_examples=20, deadline=None)
@given(text=HOSTILE, outcome=st.sampled_from(Outcome))
def test_hostile_text_leaves_it_readable(text: str, outcome: Outcome) -> None:
    document = read([Judged(hostile_result(text, outcome), text)])
    assert len(document["tests"]) == 3
