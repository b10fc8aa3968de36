"""Several trainings side by side, each tried until one reaches its goal."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from told import Told

from rnngrade.training import Attempt, Trainings
from rnngrade.training.tries import best

THRESHOLD = 0.02


def attempt(metric: float | None, seed: int = 0) -> Attempt:
    reached = metric is not None and metric <= THRESHOLD
    return Attempt(seed, Told(), metric, reached=reached, hopeless=metric is None)


def trainings(*metrics: float | None, tries: int = 3) -> Trainings[str]:
    """Return trainings whose tries reach these, one after the other, for every key."""
    return Trainings(lambda _, number: attempt(metrics[number], seed=number), lambda _: tries)


def reached(told: Sequence[Attempt]) -> list[float | None]:
    return [one.metric for one in told]


def test_the_first_success_ends_the_tries() -> None:
    assert reached(trainings(0.1, 0.01, 0.001).attempts("T = 10")) == [0.1, 0.01]


def test_there_are_no_more_tries_than_the_rubric_says() -> None:
    assert reached(trainings(0.3, 0.2, 0.1, 0.01, tries=3).attempts("T = 10")) == [0.3, 0.2, 0.1]


def test_another_seed_is_not_tried_where_nothing_could_be_measured() -> None:
    assert reached(trainings(0.3, None, 0.01).attempts("T = 10")) == [0.3, None]


def test_the_best_is_kept_and_the_workers_of_the_others_are_ended() -> None:
    several = trainings(0.3, 0.1, 0.2)
    told = several.attempts("T = 10")
    assert several.best("T = 10") is told[1]
    assert [bool(one.training.closed) for one in told] == [True, False, True]


def test_a_training_that_left_nothing_is_the_best_only_where_it_is_alone() -> None:
    assert trainings(None).best("T = 10").metric is None
    assert trainings(0.3, None).best("T = 10").metric == 0.3


@pytest.mark.parametrize("metrics", [(math.nan, 0.1), (0.1, math.nan)])
def test_predictions_that_are_no_numbers_are_worse_than_any(metrics: tuple[float, float]) -> None:
    assert trainings(*metrics, tries=2).best("T = 10").metric == 0.1


def test_a_try_that_passes_is_better_than_one_that_does_not() -> None:
    tries = [attempt(0.2), replace(attempt(0.4), passes=True), replace(attempt(0.3), passes=True)]
    assert best(tries) is tries[2]


@given(metrics=st.lists(st.none() | st.floats(0), min_size=1))
def test_no_try_is_better_than_the_best(metrics: list[float | None]) -> None:
    chosen = best([attempt(metric) for metric in metrics]).metric
    numbers = [metric for metric in metrics if metric is not None and not math.isnan(metric)]
    if numbers:
        assert chosen == min(numbers)
    else:
        assert chosen is None or math.isnan(chosen)


def test_each_key_is_trained_once_however_often_it_is_asked_for() -> None:
    asked: list[tuple[str, int]] = []

    def train(key: str, number: int) -> Attempt:
        asked.append((key, number))
        return attempt(0.01)

    several = Trainings(train, lambda _: 3)
    several.begin(["T = 10", "T = 50"])
    several.begin(["T = 50"])
    assert several.attempts("T = 50") is several.attempts("T = 50")
    assert several.attempts("T = 10")
    assert sorted(asked) == [("T = 10", 0), ("T = 50", 0)]
    assert several.begun() == ["T = 10", "T = 50"]


def test_a_key_that_was_not_begun_is_trained_when_it_is_asked_for() -> None:
    several = trainings(0.01)
    assert several.begun() == []
    assert several.best("T = 100").metric == 0.01
    assert several.begun() == ["T = 100"]


def test_how_many_tries_there_are_may_differ_by_key() -> None:
    several = Trainings(lambda *_: attempt(0.3), lambda key: {"T = 10": 1, "T = 50": 2}[key])
    assert [len(several.attempts(key)) for key in ("T = 10", "T = 50")] == [1, 2]


def test_those_begun_together_run_side_by_side() -> None:
    meeting = threading.Barrier(2, timeout=10)

    def train(key: str, number: int) -> Attempt:
        meeting.wait()  # each waits until the other runs, too
        return attempt(0.01)

    several = Trainings(train, lambda _: 1)
    several.begin(["T = 10", "T = 50"])
    assert [several.best(key).metric for key in ("T = 10", "T = 50")] == [0.01, 0.01]


def failing(error: Exception) -> Callable[[str, int], Attempt]:
    def train(key: str, number: int) -> Attempt:
        raise error

    return train


def test_a_fault_of_the_grader_is_raised_where_the_training_is_asked_for() -> None:
    several = Trainings(failing(RuntimeError("no worker")), lambda _: 3)
    several.begin(["T = 10"])
    for _ in range(2):
        with pytest.raises(RuntimeError, match="no worker"):
            several.best("T = 10")
