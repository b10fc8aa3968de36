"""Partial credit goes from nothing at chance to all at the threshold."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rnngrade.training import partial_credit, proportional_credit

ERRORS = st.floats(1e-6, 1e3)
GOALS = st.tuples(ERRORS, ERRORS).map(sorted).filter(lambda goal: goal[0] < goal[1])
"""Threshold and chance."""


@given(goal=GOALS)
def test_it_is_0_at_chance_and_1_at_the_threshold(goal: list[float]) -> None:
    threshold, chance = goal
    assert partial_credit(chance, chance, threshold) == 0
    assert partial_credit(threshold, chance, threshold) == 1


@given(goal=GOALS, metric=st.floats(0))
def test_it_is_a_share_whatever_is_measured(goal: list[float], metric: float) -> None:
    threshold, chance = goal
    credit = partial_credit(metric, chance, threshold)
    assert 0 <= credit <= 1
    assert (credit == 1) or metric > threshold
    assert (credit == 0) or metric < chance


@given(goal=GOALS, metrics=st.tuples(st.floats(0), st.floats(0)))
def test_a_smaller_error_never_earns_less(goal: list[float], metrics: tuple[float, float]) -> None:
    threshold, chance = goal
    better, worse = sorted(metrics)
    assert partial_credit(better, chance, threshold) >= partial_credit(worse, chance, threshold)


@given(goal=GOALS, share=st.floats(0, 1))
def test_equal_ratios_of_the_error_earn_equal_shares(goal: list[float], share: float) -> None:
    threshold, chance = goal
    assume(chance / threshold > 1.001)
    metric = chance * (threshold / chance) ** share
    assert partial_credit(metric, chance, threshold) == pytest.approx(share, abs=1e-9)


def test_halfway_of_the_adding_problem_is_the_geometric_mean() -> None:
    assert partial_credit(math.sqrt(0.02 / 6), 1 / 6, 0.02) == pytest.approx(0.5)


@pytest.mark.parametrize("metric", [math.nan, math.inf, 1.0])
def test_what_is_no_better_than_chance_earns_nothing(metric: float) -> None:
    assert partial_credit(metric, 1 / 6, 0.02) == 0


@pytest.mark.parametrize("metric", [0.0, -1.0, -math.inf])
def test_no_error_at_all_earns_everything(metric: float) -> None:
    assert partial_credit(metric, 1 / 6, 0.02) == 1


@pytest.mark.parametrize(
    ("chance", "threshold"),
    [(0.1, 0.1), (0.1, 0.2), (0.1, 0), (0.1, -1), (math.nan, 0.1), (0.1, math.nan)],
)
def test_a_threshold_that_is_not_between_0_and_chance_is_refused(
    chance: float, threshold: float
) -> None:
    with pytest.raises(ValueError, match="threshold < chance"):
        partial_credit(0.05, chance, threshold)


@given(goal=GOALS, share=st.floats(0, 1))
def test_in_proportion_equal_differences_earn_equal_shares(goal: list[float], share: float) -> None:
    threshold, chance = goal
    assume(chance / threshold > 1.001)
    metric = chance + (threshold - chance) * share
    assert proportional_credit(metric, chance, threshold) == pytest.approx(share, abs=1e-9)


def test_in_proportion_a_threshold_may_be_no_error_at_all() -> None:
    assert proportional_credit(0.25, 1.0, 0.0) == pytest.approx(0.75)
    assert proportional_credit(math.nan, 1.0, 0.0) == 0
    with pytest.raises(ValueError, match="expected 0 <= threshold < chance"):
        proportional_credit(0.5, 0.1, 0.1)
