"""What a student's model returns, read in the form that the statement asks for."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from rnngrade.checks.form import in_words
from rnngrade.checks.interface import Context, Failed


def scores(context: Context, returned: Any, batch: int) -> Tensor:
    """Return a model's outputs (batch, n_languages) in float64.

    Raises ``Failed`` with what was expected and what came.
    """
    wanted = (batch, len(context.data.languages))
    asked = f"forward should return a tensor (batch, n_languages) = {wanted}"
    if not isinstance(returned, Tensor):
        raise Failed(f"{asked}, but it returns {in_words(returned)}.")
    if tuple(returned.shape) != wanted:
        raise Failed(
            f"{asked}, but its shape is {tuple(returned.shape)}.",
            hint="End with a linear layer of len(LANGUAGES) outputs on one state for each name.",
        )
    if not returned.dtype.is_floating_point:
        raise Failed(f"{asked} of floating-point numbers, but its dtype is {returned.dtype}.")
    values = returned.double()
    if torch.isnan(values).any() or (values == torch.inf).any():
        raise Failed("forward's outputs hold NaN or infinity.")
    return values


def difference(first: Tensor, second: Tensor) -> float:
    """Return the largest difference, relative to the larger of 1 and the first one's values."""
    scale = torch.maximum(first.abs(), torch.ones_like(first))
    return float(((first - second).abs() / scale).max())
