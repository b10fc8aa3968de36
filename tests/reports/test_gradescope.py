"""Gradescope's results.json, by the list of its fields."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from published import HOSTILE, assert_valid, hostile_result, one, several, with_outcome
from results import ALL_RIGHT, BONUS, GRADER_ERROR, SAMPLES

from rnngrade.reports.gradescope import render
from rnngrade.reports.interface import Judged
from rnngrade.result import Outcome, Result


def read(sample: Result) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(render(one(sample)))
    assert_valid(document, "gradescope")
    return document


def test_all_samples_at_once_are_valid() -> None:
    document = json.loads(render(several()))
    assert_valid(document, "gradescope")
    assert document["score"] == sum(sample.score for sample in SAMPLES.values())
    numbers = [test["number"] for test in document["tests"]]
    assert len(set(numbers)) == len(numbers)
    names = [test["name"] for test in document["tests"]]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("outcome", "verdict"),
    [
        (Outcome.PASS, {"score": 30.0, "max_score": 30, "status": "passed"}),
        (Outcome.FAIL, {"score": 7.5, "max_score": 30, "status": "failed"}),
        (Outcome.SKIP, {"score": 0.0, "max_score": 30, "status": "failed"}),
        (Outcome.TIMEOUT, {"score": 0.0, "max_score": 30, "status": "failed"}),
        (Outcome.CRASH, {"score": 0.0, "max_score": 30, "status": "failed"}),
        (Outcome.REVIEW, {}),
        (Outcome.ERROR, {}),
    ],
)
def test_each_outcome_is_shown_as_what_it_is(outcome: Outcome, verdict: dict[str, object]) -> None:
    points = {Outcome.PASS: 30.0, Outcome.FAIL: 7.5}.get(outcome, 0.0)
    test = read(with_outcome(outcome, points=points))["tests"][1]
    assert {key: test[key] for key in ("score", "max_score", "status") if key in test} == verdict
    assert test["tags"] == [outcome.value]
    assert ("Points: ?/30" in test["output"]) == (not verdict)


def test_a_check_without_points_only_informs() -> None:
    tests = read(ALL_RIGHT)["tests"]
    gate, gpu = tests[0], tests[-1]
    assert gate["status"] == "passed"
    assert "score" not in gate
    assert not {"score", "max_score", "status"} & gpu.keys()
    assert "it costs nothing" in gpu["output"]


def test_bonus_points_are_in_the_score() -> None:
    document = read(BONUS)
    assert document["score"] == BONUS.score
    by_name = {test["name"]: test for test in document["tests"]}
    assert by_name["It learns at length 200"]["tags"] == ["pass", "bonus"]
    assert "bonus +3/15" in by_name["It does so with 10,000 weights"]["output"]


def test_what_the_total_leaves_open_is_said() -> None:
    output = read(GRADER_ERROR)["output"]
    assert "Score 60/100: passed" in output
    assert "10 points wait for a person to grade them." in output
    assert "The grader itself failed, so that 30 points could not be judged." in output


def test_what_the_command_prints_is_not_for_students() -> None:
    assert read(ALL_RIGHT)["stdout_visibility"] == "hidden"


@settings(max_examples=20, deadline=None)
@given(text=HOSTILE, outcome=st.sampled_from(Outcome))
def test_hostile_text_leaves_it_valid_and_unformatted(text: str, outcome: Outcome) -> None:
    document = json.loads(render([Judged(hostile_result(text, outcome), text)]))
    assert_valid(document, "gradescope")
    assert len(document["tests"]) == 3
    formats = {document["output_format"], *(test["output_format"] for test in document["tests"])}
    assert formats == {"text"}
