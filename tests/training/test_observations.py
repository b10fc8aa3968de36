"""What is kept of a training is bounded, and a report of another form is refused."""

from __future__ import annotations

import itertools
import math
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from told import FACTS, observations, report, row

from rnngrade.training.observations import MAX_ROWS, MAX_STEPS, MEGABYTE, Observations
from rnngrade.worker.interface import COLUMNS, BadReply, Observed, Opaque

ANY_ROWS = st.lists(st.lists(st.floats(), min_size=8, max_size=8), max_size=30)


def steps(first: int, count: int) -> Observed:
    return report([row(step) for step in range(first, first + count)], steps=first + count - 1)


def test_before_any_report_nothing_is_known() -> None:
    kept = Observations()
    assert kept.facts.keys() == FACTS.keys()
    assert (kept.facts["steps"], kept.facts["broadcast"]) == (0, None)
    assert kept.column("loss") == []
    assert math.isnan(kept.last("loss"))
    assert kept.curve("T = 10", {}).columns["step"] == ()


def test_rows_are_kept_in_the_order_in_which_they_came() -> None:
    kept = Observations()
    kept.add(steps(1, 3))
    kept.add(steps(4, 2))
    assert kept.column("step") == [1, 2, 3, 4, 5]


def test_facts_are_those_of_the_newest_report() -> None:
    kept = observations(steps=3, optimizer="SGD")
    kept.add(report(steps=7, optimizer="LBFGS"))
    assert (kept.facts["steps"], kept.facts["optimizer"]) == (7, "LBFGS")


def test_the_last_value_is_the_newest_that_is_known() -> None:
    kept = observations([row(1, loss=0.5), row(2, loss=0.4), row(3, loss=math.nan)])
    assert kept.last("loss") == 0.4


@settings(max_examples=20)
@given(counts=st.lists(st.integers(0, MAX_ROWS), min_size=1, max_size=5))
def test_a_long_training_is_thinned_evenly_from_its_first_step_to_its_last(
    counts: list[int],
) -> None:
    kept, told = Observations(), 0
    for count in counts:
        kept.add(steps(told + 1, count))
        told += count
    shown = kept.column("step")
    assert len(shown) <= 2 * MAX_STEPS + 1
    assert len(shown) >= min(told, MAX_STEPS)
    if told:
        assert (shown[0], shown[-1]) == (1, told)
    gaps = {after - before for before, after in itertools.pairwise(shown[:-1])}
    assert len(gaps) <= 1


@settings(max_examples=30)
@given(reports=st.lists(ANY_ROWS, max_size=10))
def test_whatever_numbers_come_a_curve_of_bounded_length_is_made(
    reports: list[list[list[float]]],
) -> None:
    kept = Observations()
    for rows in reports:
        kept.add(report(rows))
    curve = kept.curve("T = 10", {"chance": 1 / 6})
    assert {len(values) for values in curve.columns.values()} <= set(range(2 * MAX_STEPS + 2))
    assert len({len(values) for values in curve.columns.values()}) == 1
    assert math.isnan(kept.last("loss")) or kept.last("loss") in kept.column("loss")


def test_a_curve_has_the_levels_and_memory_in_megabytes() -> None:
    kept = observations([row(1, memory_bytes=256.0 * MEGABYTE, gradient_norm=math.nan)])
    curve = kept.curve("T = 10, try 1", {"to pass": 0.02})
    assert (curve.title, curve.levels) == ("T = 10, try 1", {"to pass": 0.02})
    assert curve.columns["memory_megabytes"] == (256.0,)
    assert curve.columns["loss"] == (0.1,)
    assert math.isnan(curve.columns["gradient_norm"][0])
    assert "memory_bytes" not in curve.columns
    assert "relative_change" not in curve.columns


FORGED: dict[str, dict[str, Any]] = {
    "a fact too many": {"verdict": "pass"},
    "a truth for a count": {"steps": True},
    "a count for a limit": {"clip_at": 1},
    "a text for a count": {"steps": "7"},
    "a count below nothing": {"steps": -1},
    "a count beyond all steps": {"backwards": 2**900},
    "a name that is no text": {"optimizer": Opaque("Adam", "Adam()")},
    "a name without end": {"optimizer": "A" * 10_000},
    "sizes without end": {"graph_nodes": [[1, 1]] * 10_000},
    "a size of three numbers": {"graph_nodes": [[1, 2, 3]]},
    "a step below nothing": {"graph_nodes": [[-1, 2]]},
    "one shape": {"broadcast": [[8, 1]]},
    "a shape without end": {"broadcast": [[8] * 10_000, [8]]},
    "a tensor": {"nonfinite": torch.zeros(3)},
    "two numbers for three": {"nonfinite": [1, 2.0]},
}


@pytest.mark.parametrize("facts", FORGED.values(), ids=FORGED)
def test_facts_of_another_form_are_refused(facts: dict[str, Any]) -> None:
    with pytest.raises(BadReply):
        observations(**facts)


@pytest.mark.parametrize("name", FACTS)
def test_a_missing_fact_is_refused(name: str) -> None:
    facts = {key: value for key, value in FACTS.items() if key != name}
    with pytest.raises(BadReply, match="other keys"):
        Observations().add(Observed(torch.zeros(0, len(COLUMNS), dtype=torch.float64), facts))


def test_more_rows_than_a_report_has_are_refused() -> None:
    rows = torch.zeros(MAX_ROWS + 1, len(COLUMNS), dtype=torch.float64)
    kept = Observations()
    with pytest.raises(BadReply, match="more than a report"):
        kept.add(Observed(rows, FACTS))
    assert kept.column("step") == []
