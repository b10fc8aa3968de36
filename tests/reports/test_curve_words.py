"""What is said of a training curve, and with which numbers."""

from __future__ import annotations

import math

import pytest
from curves import blows_up, learns, never_learns

from rnngrade.reports.curve_words import last_words, level_words, words
from rnngrade.reports.exhibits import Curve, shown
from rnngrade.reports.number_text import number_text, step_text, texts_apart
from rnngrade.result import TrainingCurve

NAN, INF = math.nan, math.inf


def curve(**columns: tuple[float, ...]) -> Curve:
    length = max(map(len, columns.values()))
    steps = {"step": tuple(float(step) for step in range(1, length + 1))}
    (ready,) = shown([TrainingCurve("Training", steps | columns)])
    assert isinstance(ready, Curve)
    return ready


def said(curve: TrainingCurve) -> tuple[str, ...]:
    (ready,) = shown([curve])
    assert isinstance(ready, Curve)
    return words(ready)


def test_the_gradient_norm_is_summed_up_with_its_clipping() -> None:
    assert said(learns()) == (
        "gradient norm: median 0.734, largest 27.9 at step 705, clipped to 1",
    )


def test_without_clipping_none_is_said() -> None:
    assert said(never_learns()) == ("gradient norm: median 0.0492, largest 0.165 at step 4,576",)


def test_a_training_that_blew_up_is_told_from_where_on() -> None:
    assert said(blows_up()) == (
        "loss: NaN from about step 611 on",
        "gradient norm: median 1.12, largest 312 at step 606, NaN from about step 611 on",
    )


@pytest.mark.parametrize(
    ("losses", "told"),
    [
        ((1.0, 2.0), ()),
        ((1.0, NAN, 2.0), ("loss: NaN at step 2",)),
        ((1.0, 2.0, INF), ("loss: infinite at step 3",)),
        ((1.0, -INF, NAN), ("loss: NaN or infinite from step 2 on",)),
        ((NAN, 1.0, INF, 1.0), ("loss: NaN or infinite at 2 steps, first at step 1",)),
        (
            (NAN, NAN),
            ("loss: no finite value; it was NaN or infinite, or could not be observed",),
        ),
    ],
)
def test_losses_that_are_not_finite_are_said(losses: tuple[float, ...], told: object) -> None:
    assert words(curve(loss=losses)) == told


def test_norms_clipped_to_different_values_are_said_to_be_at_most_the_largest() -> None:
    clipped = curve(loss=(1.0, 1.0), gradient_norm=(10.0, 20.0), clipped_norm=(2.0, 3.0))
    assert "clipped to at most 3" in words(clipped)[0]


def test_the_end_is_told_in_steps_and_seconds_where_they_are_known() -> None:
    assert last_words(curve(loss=(1.0, 1.0), cpu_seconds=(0.1, 14.23))) == (
        "step 2, 14.2 CPU seconds"
    )
    assert last_words(curve(loss=(1.0, 1.0), cpu_seconds=(NAN, NAN))) == "step 2"


def test_a_level_is_its_name_and_value() -> None:
    assert level_words("chance", 1 / 6) == "chance 0.167"
    assert level_words("", 0.05) == "0.05"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.05, "0.05"),
        (312.4, "312"),
        (1204.0, "1,204"),
        (999.9, "1e3"),
        (123456.7, "123,457"),
        (1e30, "1e30"),
        (3.21e-5, "3.21e-5"),
        (-2.5, "-2.5"),
    ],
)
def test_numbers_have_few_digits(value: float, text: str) -> None:
    assert number_text(value) == text


def test_steps_have_all_their_digits() -> None:
    assert step_text(1234567.0) == "1,234,567"
    assert step_text(1e300) == "1e300"


def test_numbers_that_look_alike_get_more_digits() -> None:
    assert texts_apart((0.16665, 0.1667)) == ("0.16665", "0.1667")
