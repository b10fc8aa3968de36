"""What a student's functions return, read in the form that the statement asks for."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from rnngrade.checks.form import in_words
from rnngrade.checks.interface import Failed


def column(returned: Any, batch: int, what: str, end: str) -> Tensor:
    """Return numbers (batch,) that came as (batch, 1), in float64.

    Raises ``Failed`` with what was expected and what came; ``end`` is how to end the function.
    """
    if not isinstance(returned, Tensor):
        raise Failed(
            f"{what} should be a tensor (batch, 1) = ({batch}, 1), but it is {in_words(returned)}.",
            hint=f"End with {end}.",
        )
    if tuple(returned.shape) != (batch, 1):
        raise Failed(
            f"{what} should be (batch, 1) = ({batch}, 1), but it is {tuple(returned.shape)}.",
            hint=f"End with {end}.",
        )
    if not returned.dtype.is_floating_point:
        raise Failed(
            f"{what} should hold floating-point numbers, but its dtype is {returned.dtype}."
        )
    return returned[:, 0].double()


def finite(values: Tensor, what: str) -> Tensor:
    """Return ``values``; raise ``Failed`` where one is NaN or infinite."""
    bad = int((~torch.isfinite(values)).sum())
    if bad:
        raise Failed(f"{what} hold NaN or infinity: {bad} of {values.numel()}.")
    return values
