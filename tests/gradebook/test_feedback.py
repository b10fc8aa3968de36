"""What a student is told with a grade."""

from __future__ import annotations

from dataclasses import replace

import pytest
from classroom import ADA, LATE, Classroom, entry, essay, judgement, no_tanh
from hypothesis import given, settings
from hypothesis import strategies as st

from rnngrade.gradebook.feedback import LONGEST, feedback
from rnngrade.gradebook.interface import Review, Standing
from rnngrade.gradebook.standings import standings
from rnngrade.result import Outcome
from rnngrade.submission.interface import Location


@pytest.fixture(scope="module")
def late(tmp_path_factory: pytest.TempPathFactory) -> Standing:
    room = Classroom(tmp_path_factory.mktemp("results"), late=LATE)
    room.add(
        entry("ada", ADA, "2026-02-01T12:00:00+01:00"),
        no_tanh(),
        essay(),
        judgement("figure", Outcome.TIMEOUT, message="It was stopped.", hint="Plot fewer points."),
    )
    return next(standings(room.path))


def test_it_says_score_penalty_and_of_each_failure_what_to_try(late: Standing) -> None:
    assert feedback(late, 1).split("\n") == [
        "Score: 1 of 40.",
        "Late: 4 points taken off; 12 hours late: 10 % of the points to be had.",
        "Label of states (5/20): There is no tanh. Try: Apply torch.tanh.",
        "Label of figure (0/10): It was stopped. Try: Plot fewer points.",
    ]


def test_it_names_the_line_that_is_meant(late: Standing) -> None:
    assert late.result is not None
    at = replace(
        late.result.checks[1],
        message="It cannot be read.",
        hint="Mend this line.",
        diagnosis=(),
        location=Location("ada.py", 19),
        source_line="  def forward(((",
    )
    said = feedback(replace(late, result=replace(late.result, checks=(at,))), 1)
    assert "It cannot be read. (at ada.py, line 19: def forward(((" in said
    assert "Try: Mend this line." in said


def test_it_says_what_a_person_has_said(late: Standing) -> None:
    said = replace(late, reviews={"essay": Review(7.5, "Well seen."), "figure": Review(10)})
    text = feedback(said, 1)
    assert "Label of essay (7.5/10): Well seen." in text
    assert "Label of figure (10/10): graded by a person" in text
    assert "stopped" not in text


@settings(max_examples=50)
@given(st.text(st.characters(codec=None), max_size=400), st.integers(1, 100))
def test_it_is_bounded_and_every_line_is_one(late: Standing, text: str, times: int) -> None:
    assert late.result is not None
    check = replace(late.result.checks[1], message=text * times, diagnosis=(), label=text)
    many = replace(late, result=replace(late.result, checks=(check,) * times))
    said = feedback(many, 1)
    said.encode("utf-8")
    assert len(said) <= LONGEST + 50
    assert said.startswith("Score: 1 of 40.")
    assert said.count("\n") <= times + 2


def test_what_is_left_out_is_said(late: Standing) -> None:
    assert late.result is not None
    check = replace(late.result.checks[1], message="word " * 100, diagnosis=())
    many = replace(late, result=replace(late.result, checks=(check,) * 50))
    assert feedback(many, 1).endswith("(There is more in the report.)")
