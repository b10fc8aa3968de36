"""What lateness costs, by the rubric's policy."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from classroom import entry
from hypothesis import given
from hypothesis import strategies as st

from rnngrade.gradebook.lateness import penalty
from rnngrade.rubric import LatePolicy

DUE = datetime(2026, 1, 31, 23, 59, tzinfo=timezone(timedelta(hours=1)))
POLICY = LatePolicy(DUE, grace_minutes=15, percent_per_day=10, most_percent=50, marked_percent=25)


def handed_in(after: timedelta, *, late: bool = False):
    return replace(entry("ada"), submitted=DUE + after, late=late)


@pytest.mark.parametrize(
    ("after", "points"),
    [
        (timedelta(days=-3), 0),
        (timedelta(0), 0),
        (timedelta(minutes=15), 0),
        (timedelta(minutes=15, seconds=1), 4),
        (timedelta(days=1), 4),
        (timedelta(days=1, seconds=1), 8),
        (timedelta(days=4, hours=2), 20),
        (timedelta(days=400), 20),
    ],
)
def test_every_day_begun_costs_its_percent_up_to_the_most(after: timedelta, points: float) -> None:
    found = penalty(handed_in(after), POLICY, 40)
    assert found is not None
    assert found.points == points


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (timedelta(minutes=-1), "in time"),
        (timedelta(minutes=3), "3 minutes late, which is within the grace"),
        (timedelta(minutes=59), "59 minutes late: 10 % of the points to be had"),
        (timedelta(hours=23, minutes=59), "23 hours late: 10 % of the points to be had"),
        (timedelta(days=1, hours=1), "1 day 1 hour late: 20 % of the points to be had"),
        (timedelta(days=9), "9 days late: 50 % of the points to be had"),
    ],
)
def test_the_reason_says_how_late_and_what_that_costs(after: timedelta, words: str) -> None:
    found = penalty(handed_in(after), POLICY, 40)
    assert found is not None
    assert found.reason == words


def test_times_of_two_zones_are_compared_as_moments() -> None:
    same_moment = replace(entry("ada"), submitted=DUE.astimezone(UTC))
    found = penalty(same_moment, POLICY, 40)
    assert found is not None
    assert found.points == 0


def test_a_mark_of_the_lms_counts_where_no_time_is_known() -> None:
    found = penalty(replace(entry("ada"), late=True), POLICY, 40)
    assert found is not None
    assert (found.points, found.reason) == (
        10,
        "marked late, at a time not known: 25 % of the points to be had",
    )


def test_a_known_time_counts_more_than_a_mark_which_is_still_said() -> None:
    found = penalty(handed_in(timedelta(hours=-1), late=True), POLICY, 40)
    assert found is not None
    assert found.points == 0
    assert "marked late" in found.reason


def test_nothing_is_said_where_nothing_is_known_or_there_is_no_policy() -> None:
    assert penalty(entry("ada"), POLICY, 40) is None
    assert penalty(handed_in(timedelta(days=2)), None, 40) is None


@given(
    st.timedeltas(timedelta(days=-30), timedelta(days=30)),
    st.integers(0, 100_000).map(lambda cents: cents / 100),
    st.floats(0, 100),
    st.floats(0, 100),
)
def test_a_penalty_is_never_below_nothing_or_above_all_points(
    after: timedelta, most: float, a_day: float, cap: float
) -> None:
    policy = replace(POLICY, percent_per_day=a_day, most_percent=cap)
    found = penalty(handed_in(after), policy, most)
    assert found is not None
    assert 0 <= found.points <= most
    assert round(found.points, 2) == found.points
