"""Two tensors are compared as the message then says."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from rnngrade.checks.compare import difference, largest_error

FINITE = st.floats(-1e6, 1e6)
ANY = st.floats(allow_nan=True, allow_infinity=True)
SHAPES = st.lists(st.integers(1, 4), min_size=1, max_size=3)
AXES = ("example", "step", "unit")


@st.composite
def tensors(draw: st.DrawFn, elements: st.SearchStrategy[float]) -> Tensor:
    shape = draw(SHAPES)
    count = math.prod(shape)
    values = draw(st.lists(elements, min_size=count, max_size=count))
    return torch.tensor(values, dtype=torch.float64).reshape(shape)


def compared(actual: Tensor, expected: Tensor, tolerance: float = 1e-9) -> object:
    return difference(actual, expected, tolerance=tolerance, axes=AXES[: expected.dim()])


@given(tensors(FINITE))
def test_a_tensor_equals_itself(value: Tensor) -> None:
    assert compared(value, value.clone(), 0.0) is None
    assert largest_error(value, value) == 0.0


@given(tensors(FINITE), st.data())
def test_the_one_element_that_is_off_is_named_with_its_place_and_size(
    expected: Tensor, data: st.DataObject
) -> None:
    position = tuple(data.draw(st.integers(0, size - 1)) for size in expected.shape)
    actual = expected.clone()
    actual[position] += 2.0 * max(1.0, abs(float(expected[position])))
    found = difference(actual, expected, tolerance=1e-3, axes=AXES[: expected.dim()])
    assert found is not None
    assert (found.mismatched, found.total) == (1, expected.numel())
    assert found.position == position
    assert found.actual == float(actual[position])
    assert found.expected == float(expected[position])
    assert found.largest == pytest.approx(largest_error(actual, expected))


@given(tensors(FINITE), st.floats(1e-12, 0.5))
def test_the_tolerance_grows_with_what_is_expected_and_not_with_what_came(
    expected: Tensor, tolerance: float
) -> None:
    allowed = tolerance * expected.abs().clamp(min=1.0)
    assert compared(expected + 0.9 * allowed, expected, tolerance) is None
    assert compared(expected + 1.1 * allowed + 1e-9, expected, tolerance) is not None


@given(tensors(ANY), tensors(FINITE))
def test_a_nan_is_always_a_difference(actual: Tensor, _: Tensor) -> None:
    expected = torch.zeros_like(actual)
    actual = torch.where(actual.isnan(), actual, 0.0)
    found = difference(actual, expected, tolerance=1e9, axes=AXES[: expected.dim()])
    count = int(actual.isnan().sum())
    assert (found.mismatched if found else 0) == count
    assert math.isnan(largest_error(actual, expected)) == bool(count)
    if found:
        assert math.isnan(found.largest)
        assert math.isnan(found.actual)


def test_a_nan_is_shown_before_the_largest_finite_error() -> None:
    actual = torch.tensor([[1e9, math.nan, 0.0]])
    found = difference(actual, torch.zeros(1, 3), tolerance=1e-3, axes=("example", "unit"))
    assert found is not None
    assert (found.mismatched, found.position) == (2, (0, 1))
    assert "got nan" in str(found)


def test_equal_infinities_do_not_differ_and_all_others_do() -> None:
    infinity = torch.tensor([math.inf], dtype=torch.float64)
    assert compared(infinity, infinity) is None
    assert largest_error(infinity, infinity) == 0.0
    for actual in (-math.inf, 0.0, 1e300, math.nan):
        assert compared(torch.full_like(infinity, actual), infinity) is not None
    assert compared(infinity, torch.full_like(infinity, 1e300)) is not None


def test_the_place_named_is_one_that_is_wrong_and_not_one_that_is_large() -> None:
    expected = torch.tensor([1e6, 1.0], dtype=torch.float64)
    actual = expected + torch.tensor([1e-4, 1e-5], dtype=torch.float64)
    found = difference(actual, expected, tolerance=1e-9, axes=("unit",))
    assert found is not None
    assert (found.mismatched, found.position) == (1, (1,))


def test_the_sentence_has_how_many_how_large_where_and_what_is_allowed() -> None:
    expected = torch.zeros(2, 3, 4)
    actual = expected.clone()
    actual[1, 2, 3], actual[0, 0, 0] = 0.25, 0.125
    found = difference(actual, expected, tolerance=1e-9, axes=AXES)
    assert str(found) == (
        "2 of 24 values differ; the largest difference is 0.25 at example 1, step 2, unit 3: "
        "expected 0, got 0.25 (allowed: 1e-09)"
    )


def test_the_evidence_names_the_axes_of_the_position() -> None:
    found = difference(torch.ones(1, 2), torch.zeros(1, 2), tolerance=0.5, axes=("row", "column"))
    assert found is not None
    assert found.evidence() == {
        "mismatched": 2,
        "total": 2,
        "largest_error": 1.0,
        "position": {"row": 0, "column": 0},
        "tolerance": 0.5,
    }


def test_other_shapes_are_a_fault_of_the_check_that_compares_them() -> None:
    with pytest.raises(ValueError, match=r"shapes differ: \(2, 3\) and \(3, 2\)"):
        difference(torch.zeros(2, 3), torch.zeros(3, 2), tolerance=1.0, axes=AXES[:2])


def test_shapes_that_would_broadcast_are_refused_too() -> None:
    with pytest.raises(ValueError, match="shapes differ"):
        difference(torch.zeros(1, 3), torch.zeros(2, 3), tolerance=1.0, axes=AXES[:2])


def test_empty_tensors_are_equal() -> None:
    assert compared(torch.empty(0, 3), torch.empty(0, 3)) is None
    assert largest_error(torch.empty(0, 3), torch.empty(0, 3)) == 0.0


def test_what_came_in_float32_is_compared_in_float64() -> None:
    expected = torch.tensor([0.1], dtype=torch.float64)
    assert compared(torch.tensor([0.1]), expected, 1e-9) is not None
    assert compared(torch.tensor([0.1]), expected, 1e-7) is None
