"""What a student's functions return, read in the form that the statement asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import Tensor

from rnngrade.checks.form import in_words
from rnngrade.checks.interface import Failed


def strings(returned: Any, count: int, what: str) -> list[str]:
    """Return ``count`` strings that came in a list.

    Raises ``Failed`` with what was expected and what came; ``what`` is the call ("decode(state)").
    """
    asked = f"{what} should return a list of {count} strings, one for each date"
    if type(returned) is not list:
        hint = 'Build a list of strings, and return it: ["2023-01-15", …].'
        raise Failed(f"{asked}, but it returns {in_words(returned)}.", hint=hint)
    if len(returned) != count:
        raise Failed(f"{asked}, but it returns {len(returned)}.")
    for answer in returned:
        if type(answer) is not str:
            hint = 'Put the letters together: "".join(letters).'
            raise Failed(f"{asked}, but {in_words(answer)} is among them.", hint=hint)
    return returned


def tensors(state: Any) -> list[Tensor]:
    """Return the tensors of a state, in order.

    Raises ``Failed`` unless it is a tensor, or a tuple or list of such, nested as it may be.
    """
    if isinstance(state, Tensor):
        return [state]
    if isinstance(state, (tuple, list)) and state:
        return [tensor for part in state for tensor in tensors(part)]
    raise Failed(
        "encode should return a tensor, or a tuple of tensors, but in the state is "
        f"{in_words(state)}.",
        hint="Return what the decoder needs as tensors: lengths as torch.tensor(lengths).",
    )


def batch_axes(few: Sequence[Tensor], many: Sequence[Tensor], sizes: tuple[int, int]) -> list[int]:
    """Return the axis of the batch, by tensor, from the states of two batches of these sizes.

    All dates of the two have the same number of letters. Raises ``Failed`` where not exactly one
    axis follows the batch.
    """
    if len(few) != len(many):
        raise Failed(
            f"For {sizes[0]} dates the state is {len(few)} tensors, for {sizes[1]} it is "
            f"{len(many)}.",
            hint="Let each tensor hold all dates, along an axis for the batch.",
        )
    return [_axis(*shapes, sizes) for shapes in zip(few, many, strict=True)]


def _axis(few: Tensor, many: Tensor, sizes: tuple[int, int]) -> int:
    shapes = list(few.shape), list(many.shape)
    came = f"it is {tuple(few.shape)} for {sizes[0]} dates and {tuple(many.shape)} for {sizes[1]}"
    asked = "Every tensor of the state should have one axis for the batch"
    if few.dim() == many.dim():
        changed = [axis for axis, pair in enumerate(zip(*shapes, strict=True)) if len({*pair}) > 1]
        if len(changed) == 1 and (few.shape[changed[0]], many.shape[changed[0]]) == sizes:
            return changed[0]
    raise Failed(
        f"{asked}, but {came}.",
        hint="Any order of the axes is right, such as (batch, hidden) or (1, batch, hidden).",
    )
