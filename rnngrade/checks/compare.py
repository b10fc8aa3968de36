"""What to say of two tensors that should be equal: attributes first, then values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor


@dataclass(frozen=True)
class Difference:
    """How ``actual`` differs from what is expected. ``str()`` is a sentence without its subject."""

    mismatched: int
    total: int
    largest: float
    """Largest absolute difference; NaN where ``actual`` is not a number."""
    position: tuple[int, ...]
    actual: float
    expected: float
    tolerance: float
    axes: tuple[str, ...]

    def __str__(self) -> str:
        """Return the predicate of a sentence: how many differ, the largest difference, where."""
        where = ", ".join(f"{a} {i}" for a, i in zip(self.axes, self.position, strict=True))
        return (
            f"{self.mismatched} of {self.total} values differ; the largest difference is "
            f"{self.largest:.3g} at {where}: expected {self.expected:.6g}, got {self.actual:.6g} "
            f"(allowed: {self.tolerance:.0e})"
        )

    def evidence(self) -> dict[str, Any]:
        """Return the numbers, for the result's evidence."""
        return {
            "mismatched": self.mismatched,
            "total": self.total,
            "largest_error": self.largest,
            "position": dict(zip(self.axes, self.position, strict=True)),
            "tolerance": self.tolerance,
        }


def largest_error(actual: Tensor, expected: Tensor) -> float:
    """Return the largest absolute difference of two tensors of one shape; NaN if any is NaN.

    Computed in float64. Equal infinities differ by 0.
    """
    return float(_errors(actual, expected).max()) if actual.numel() else 0.0


def agree(one: Tensor, other: Tensor, tolerance: float) -> bool:
    """Return whether two tensors have one shape, and no element is off by more than that.

    What the dtypes are does not matter; NaN agrees with nothing.
    """
    return one.shape == other.shape and largest_error(one, other) <= tolerance


def difference(
    actual: Tensor, expected: Tensor, *, tolerance: float, axes: Sequence[str]
) -> Difference | None:
    """Compare two tensors of one shape; None if no element is off by more than the tolerance.

    The tolerance is anchored on the expected value: ``tolerance * max(1, |expected|)``. ``axes``
    names the axes, for the message. Raises ValueError where the shapes differ, for a check must
    have said so before.
    """
    if actual.shape != expected.shape:
        raise ValueError(f"shapes differ: {tuple(actual.shape)} and {tuple(expected.shape)}")
    errors = _errors(actual, expected)
    # An expected infinity must not allow every error.
    allowed = tolerance * expected.double().abs().clamp(1.0, torch.finfo(torch.float64).max)
    wrong = ~(errors <= allowed)
    if not wrong.any():
        return None
    worst = int(torch.where(wrong, errors.nan_to_num(torch.inf), -1.0).flatten().argmax())
    position = tuple(int(i) for i in torch.unravel_index(torch.tensor(worst), errors.shape))
    return Difference(
        mismatched=int(wrong.sum()),
        total=errors.numel(),
        largest=float(errors[position]),
        position=position,
        actual=float(actual[position]),
        expected=float(expected[position]),
        tolerance=tolerance,
        axes=tuple(axes),
    )


def _errors(actual: Tensor, expected: Tensor) -> Tensor:
    a, e = actual.double(), expected.double()
    return torch.where(a == e, 0.0, (a - e).abs())
