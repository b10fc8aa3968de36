"""The axis of a plot."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnngrade.reports.scale import Scale, scale_of


@pytest.mark.parametrize(
    ("values", "log"),
    [
        ((0.01, 0.17), True),
        ((0.05, 0.17), False),
        ((1.0, 10.0), False),
        ((0.0, 0.17), False),
        ((-1.0, 100.0), False),
        ((1e-30, 1e30), True),
        ((0.01, 0.17, math.nan, math.inf), True),
    ],
)
def test_the_axis_is_logarithmic_for_positive_values_over_a_factor_of_10(
    values: tuple[float, ...], log: bool
) -> None:
    assert scale_of(values).log is log


def test_what_must_be_logarithmic_leaves_out_what_is_not_positive() -> None:
    scale = scale_of((0.0, 0.5, 2.0), log=True)
    assert scale == Scale(0.5, 2.0, log=True)
    assert scale.place(0.0) == 0
    assert not scale_of((0.0, 0.0), log=True).log


@pytest.mark.parametrize("value", [0.1667, 0.0, -3.0, 1e-30, 1e30, 1.7e308, 5e-324])
def test_a_constant_stands_inside_of_its_axis(value: float) -> None:
    scale = scale_of((value, value))
    assert scale.low < value < scale.high or abs(value) > 1e308
    assert 0.4 < scale.place(value) <= 1


@pytest.mark.parametrize(
    ("scale", "ticks"),
    [
        (Scale(0.04, 0.21, log=False), (0.05, 0.1, 0.15, 0.2)),
        (Scale(0, 2000, log=False), (0, 500, 1000, 1500, 2000)),
        (Scale(0.008, 0.2, log=True), (0.01, 0.02, 0.05, 0.1, 0.2)),
        (Scale(0.008, 200, log=True), (0.01, 0.1, 1, 10, 100)),
    ],
)
def test_ticks_are_round_numbers(scale: Scale, ticks: tuple[float, ...]) -> None:
    assert scale.ticks() == pytest.approx(ticks)


def test_a_rounded_axis_keeps_every_value_off_its_edge_but_0() -> None:
    assert scale_of((0.05, 0.5 + 1e-9)).rounded() == Scale(0.02, 1.0, log=True)
    assert scale_of((0.0, 0.17)).rounded() == Scale(0.0, 0.2, log=False)


@given(st.lists(st.floats(), min_size=1), st.sampled_from((None, True, False)))
def test_any_values_have_an_axis_with_a_few_ascending_ticks(
    values: list[float], log: bool | None
) -> None:
    finite = [value for value in values if math.isfinite(value)] or [1.0]
    for scale in (scale_of(finite, log=log), scale_of(finite, log=log).rounded()):
        assert scale.low < scale.high
        assert scale.log <= (scale.low > 0)
        ticks = scale.ticks()
        assert 1 <= len(ticks) <= 12
        assert list(ticks) == sorted(set(ticks))
        assert scale.low <= ticks[0] <= ticks[-1] <= scale.high
        places = [scale.place(value) for value in sorted(finite)]
        assert places == sorted(places)
        assert 0 <= places[0] <= places[-1] <= 1
