"""What is asked of a ``MyRNN``, and what it answers, in the form that the statement asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from rnngrade.checks.form import in_words
from rnngrade.checks.interface import Failed

from .identification import Rows

Sizes = tuple[int, int]
"""input_size, hidden_size."""

SIZES: Sizes = (3, 5)
"""Distinct from one another, from batch and length, so that a shape names its axes."""

BATCH, LENGTH = 4, 7


@dataclass(frozen=True)
class Call:
    """One call: x (batch, seq_len, input_size), h_0 (1, batch, hidden_size) or None."""

    x: Tensor
    h_0: Tensor | None = None


@dataclass(frozen=True)
class Answer:
    """What one call returned, in the form that the statement asks for.

    ``outputs`` (batch, seq_len, hidden_size), ``h_n`` (1, batch, hidden_size). ``later`` are the
    outputs as they were after every call to the same model. ``flat_h_n`` says that ``h_n`` came as
    (batch, hidden_size).
    """

    call: Call
    outputs: Tensor
    h_n: Tensor
    later: tuple[Tensor, Tensor]
    flat_h_n: bool
    x_changed: bool
    h_0_changed: bool

    def previous(self) -> Tensor:
        """Return the state before each step by the outputs (batch, seq_len, hidden_size)."""
        return torch.cat([self.start().unsqueeze(1), self.outputs[:, :-1].double()], dim=1)

    def start(self) -> Tensor:
        """Return the state before the first step (batch, hidden_size): h_0, or zeros."""
        if self.call.h_0 is None:
            return torch.zeros_like(self.outputs[:, 0], dtype=torch.float64)
        return self.call.h_0[0].double()


AXES = ("example", "step", "unit")
"""Of outputs (batch, seq_len, hidden_size)."""


def draw_x(
    generator: torch.Generator, batch: int, length: int, input_size: int = SIZES[0]
) -> Tensor:
    """Draw standard normal inputs (batch, seq_len, input_size), exact in float32, as float64."""
    return torch.randn(batch, length, input_size, generator=generator).double()


def draw_h_0(generator: torch.Generator, batch: int, hidden_size: int = SIZES[1]) -> Tensor:
    """Draw h_0 (1, batch, hidden_size) uniformly from ±0.9, exact in float32, as float64."""
    return (1.8 * torch.rand(1, batch, hidden_size, generator=generator) - 0.9).float().double()


def answer_rows(answer: Answer) -> Rows:
    """Return every step of an answer as observed rows."""
    x = answer.call.x
    return x.flatten(0, 1), answer.previous().flatten(0, 1), answer.outputs.flatten(0, 1)


def read_answer(call: Call, answer: dict[str, Any], hidden_size: int) -> Answer:
    """Read what the probe's ``runs`` returned for one call.

    Raises ``Failed`` with what was expected and what came where it is not (outputs, h_n).
    """
    batch, length = call.x.shape[:2]
    outputs, h_n = pair(answer["returned"])
    expected = (batch, length, hidden_size)
    if tuple(outputs.shape) != expected:
        raise Failed(
            f"outputs should be (batch, seq_len, hidden_size) = {expected}, but they are "
            f"{tuple(outputs.shape)}.",
            hint="Collect one state (batch, hidden_size) a step, then torch.stack(states, dim=1).",
        )
    flat_h_n = tuple(h_n.shape) == (batch, hidden_size)
    if not flat_h_n and tuple(h_n.shape) != (1, batch, hidden_size):
        raise Failed(
            f"h_n should be (1, batch, hidden_size) = {(1, batch, hidden_size)}, but it is "
            f"{tuple(h_n.shape)}.",
            hint="h_n is the state after the last step: h.unsqueeze(0), if h is (batch, hidden).",
        )
    return Answer(
        call=call,
        outputs=outputs,
        h_n=h_n.unsqueeze(0) if flat_h_n else h_n,
        later=(outputs, h_n) if answer["later"] is None else pair(answer["later"]),
        flat_h_n=flat_h_n,
        x_changed=answer["x_changed"] is True,
        h_0_changed=answer["h_0_changed"] is True,
    )


def pair(returned: Any) -> tuple[Tensor, Tensor]:
    """Return (outputs, h_n), or raise ``Failed`` with what came in their place."""
    asked = "forward should return two tensors, (outputs, h_n)"
    if returned is None:
        raise Failed(
            f"{asked}, but it returns None.",
            hint="End forward with `return outputs, h_n`.",
        )
    if not isinstance(returned, (tuple, list)):
        came = in_words(returned)
        raise Failed(
            f"{asked}, but it returns {came}.", hint="End forward with `return outputs, h_n`."
        )
    if len(returned) != 2:
        raise Failed(
            f"{asked}, but it returns {len(returned)} values.",
            hint="End forward with `return outputs, h_n`.",
        )
    outputs, h_n = returned
    for name, part in (("outputs", outputs), ("h_n", h_n)):
        if not isinstance(part, Tensor):
            raise Failed(
                f"{asked}, but {name} is {in_words(part)}.",
                hint=f"Make {name} one tensor, for example with torch.stack.",
            )
        if not part.dtype.is_floating_point:
            raise Failed(
                f"{name} should hold floating-point numbers, but its dtype is {part.dtype}."
            )
    return outputs, h_n
