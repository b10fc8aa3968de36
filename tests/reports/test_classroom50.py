"""Classroom 50's result.json, by the list of its fields and the rules of its runner."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from published import (
    CLASSROOM50,
    ENVIRONMENT,
    HOSTILE,
    assert_valid,
    hostile_result,
    of,
    one,
    several,
    with_outcome,
)
from results import ALL_RIGHT, BONUS, SAMPLES, lost, passed

from rnngrade.reports.classroom50 import Classroom50
from rnngrade.reports.interface import Judged, PublicationError
from rnngrade.result import Outcome, Times


def read(judged: list[Judged]) -> dict[str, Any]:
    """Read a result, and hold it to all that the runner and the schema refuse."""
    document: dict[str, Any] = json.loads(CLASSROOM50.render(judged))
    assert_valid(document, "classroom50")
    for scored in (document, *document["tests"]):
        assert scored["score"] <= scored["max-score"]
    for key in ("score", "max-score"):
        assert document[key] == sum(test[key] for test in document["tests"])
    return document


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_keeps_to_the_rules(name: str) -> None:
    read(one(SAMPLES[name]))


def test_all_samples_at_once_are_one_result() -> None:
    document = read(several())
    assert document["score"] == round(100 * sum(sample.score for sample in SAMPLES.values()))
    names = [test["test-name"] for test in document["tests"]]
    assert len(set(names)) == len(names)


def test_the_facts_are_those_of_the_environment() -> None:
    document = read(one(ALL_RIGHT))
    del document["tests"]
    assert document == {
        "schema": "classroom50/result/v1",
        "classroom": "deep-learning",
        "assignment": "rnn",
        "assignment_type": "individual",
        "owner": "ada",
        "submission": "submit/2026-04-17T09-29-00Z-5f5f5f5",
        "commit": f"https://github.com/school/deep-learning-rnn-ada/commit/{'5f' * 20}",
        "release": "https://github.com/school/deep-learning-rnn-ada/releases/tag/"
        "submit%2F2026-04-17T09-29-00Z-5f5f5f5",
        "review": f"https://github.com/school/deep-learning-rnn-ada/commit/{'5f' * 20}",
        "datetime": "2026-04-17T09:30:00Z",
        "score": 10000,
        "max-score": 10000,
    }


def test_what_the_runner_hands_over_is_taken_as_it_is() -> None:
    urls = {"COMMIT_URL": "https://g/c", "RELEASE_URL": "https://g/r", "REVIEW_URL": "https://g/v"}
    environment = ENVIRONMENT | urls | {"ASSIGNMENT_TYPE": "group"}
    document = json.loads(Classroom50(environment).render(one(ALL_RIGHT)))
    assert [document[key] for key in ("commit", "release", "review")] == list(urls.values())
    assert document["assignment_type"] == "group"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"CLASSROOM": ""}, "CLASSROOM is not set"),
        ({"OWNER": ""}, "OWNER or USERNAME or GITHUB_ACTOR is not set"),
        (
            {"SUBMISSION_TAG": "v1"},
            "SUBMISSION_TAG is 'v1'; expected a tag that begins with submit/",
        ),
        ({"GITHUB_REPOSITORY": ""}, "GITHUB_REPOSITORY is not set"),
        ({"ASSIGNMENT_TYPE": "solo"}, "ASSIGNMENT_TYPE is 'solo'; expected one of individual"),
    ],
)
def test_what_is_missing_is_named(changed: dict[str, str], message: str) -> None:
    with pytest.raises(PublicationError, match=message) as caught:
        Classroom50(ENVIRONMENT | changed)
    assert "autograder.py" in caught.value.hint


def test_no_hundredth_is_rounded_away() -> None:
    check = lost("outputs", Outcome.FAIL, "Nearly.", points=7.25)
    (test,) = read(of(check))["tests"]
    assert (test["score"], test["max-score"]) == (725, 3000)
    assert "Partial credit: 7.25/30" in test["message"]


@pytest.mark.parametrize("outcome", Outcome)
def test_only_what_passed_or_waits_for_a_person_counts_as_passed(outcome: Outcome) -> None:
    test = read(one(with_outcome(outcome)))["tests"][1]
    assert test["passed"] == (outcome in (Outcome.PASS, Outcome.REVIEW))
    assert test["outcome"] == outcome.value
    waits = test["test-name"].endswith("(a person will grade this)")
    assert waits == (outcome is Outcome.REVIEW)
    assert test["score"] == 0
    assert test["max-score"] == 3000


def test_what_does_not_apply_here_is_no_test() -> None:
    names = [test["test-name"] for test in read(one(ALL_RIGHT))["tests"]]
    assert len(names) == len(ALL_RIGHT.checks) - 1
    assert "The same on a GPU" not in names


def test_a_bonus_raises_both_scores_by_what_was_earned() -> None:
    document = read(one(BONUS))
    assert document["score"] == round(100 * BONUS.score)
    assert document["max-score"] == round(100 * (BONUS.max_score + 13))
    full = read(of(passed("outputs"), lost("learns", Outcome.FAIL, "No.", bonus=True)))
    assert full["score"] == full["max-score"] == 3000


@pytest.mark.parametrize(
    ("started", "moment"),
    [
        ("2026-04-17T09:30:00+00:00", "2026-04-17T09:30:00Z"),
        ("2026-04-17T11:30:00.25+02:00", "2026-04-17T09:30:00Z"),
    ],
)
def test_the_moment_is_in_utc(started: str, moment: str) -> None:
    assert read(one(replace(ALL_RIGHT, times=Times(started, 1.0))))["datetime"] == moment


@settings(max_examples=20, deadline=None)
@given(text=HOSTILE, outcome=st.sampled_from(Outcome))
def test_hostile_text_keeps_to_the_rules(text: str, outcome: Outcome) -> None:
    assert len(read([Judged(hostile_result(text, outcome), text)])["tests"]) == 3
