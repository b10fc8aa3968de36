"""The task itself, as the grader knows it: fresh examples, targets and the error."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

CHANCE = 1 / 6
"""MSE of always answering 1: the variance of the sum of two numbers uniform in [0, 1), 2 × 1/12."""


@dataclass(frozen=True)
class Examples:
    """Inputs x (batch, seq_len, 2), numbers and marks; places (batch, 2) of the marks, in order."""

    x: Tensor
    places: Tensor

    @property
    def y(self) -> Tensor:
        """The targets (batch,), in float64."""
        return (self.x[..., 0].double() * self.x[..., 1].double()).sum(dim=1)

    @property
    def numbers(self) -> Tensor:
        """The numbers (batch, seq_len)."""
        return self.x[..., 0]

    @property
    def mask(self) -> Tensor:
        """The marks (batch, seq_len)."""
        return self.x[..., 1]


def draw(generator: torch.Generator, batch: int, seq_len: int, *, by_halves: bool) -> Examples:
    """Draw examples in float32: the marks at any two steps, or one in each half."""
    numbers = torch.rand(batch, seq_len, generator=generator)
    keys = torch.rand(batch, seq_len, generator=generator)
    if by_halves:
        half = seq_len // 2
        parts = (keys[:, :half].argmax(dim=1), half + keys[:, half:].argmax(dim=1))
        places = torch.stack(parts, dim=1)
    else:
        places = keys.topk(2, dim=1).indices.sort(dim=1).values
    mask = torch.zeros(batch, seq_len).scatter(1, places, 1.0)
    return Examples(torch.stack((numbers, mask), dim=2), places)
