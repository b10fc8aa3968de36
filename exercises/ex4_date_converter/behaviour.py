"""How a fresh ``DateConverter`` behaves: forms, an end, and each date converted by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from rnngrade.checks.interface import Context, Failed, Passed
from rnngrade.worker.interface import StudentError

from . import dates, forms
from .answer import batch_axes, strings, tensors
from .measure import Ask

SEEDS = (11, 12, 13)
FEW, MANY = 3, 5
SAME = 1e-4
"""Relative to the larger of 1 and the value: sums of a batch may be added in another order."""
MAY, SEPTEMBER = 5, 9
"""The shortest name of a month, and the longest."""
BATCH_STATISTICS = "Expected more than 1 value per channel"
"""What batch norm says when it has an example alone to take the mean over."""


def judge_model(context: Context) -> Passed:
    """Judge forms and that the decoder ends; that neither dates nor calls influence each other."""
    for seed in SEEDS:
        fresh = {"kind": "fresh", "seed": seed, "change": None}
        axes = axes_of(context, fresh)
        few, many = equally_long(context, FEW), equally_long(context, MANY)
        call: dict[str, Any] = {"model": fresh, "batches": [few, many]}
        decoded = _judge_decode(context, call, axes)
        _judge_calls_apart(context, fresh)
        _judge_convert(context, call, decoded)
        _judge_dates_apart(context, fresh, axes)
    where = ", ".join(str(axis) for axis in axes)
    return Passed(f"It encodes, decodes and ends; the batch is axis {where} of the state.")


def axes_of(context: Context, model: dict[str, Any], *, ask: Ask | None = None) -> list[int]:
    """Return the axis of the batch, by tensor of the state; ``ask`` is a training's."""
    few, many = equally_long(context, FEW), equally_long(context, MANY)
    states = (ask or context.ask)("encode", forms.STUDENTS_OWN, model=model, batches=[few, many])
    return batch_axes(tensors(states[0]), tensors(states[1]), (FEW, MANY))


def equally_long(context: Context, count: int) -> list[str]:
    """Return dates that are written with the same number of letters."""
    days = dates.shuffled(context.generator(f"equally long {count}"))
    return [dates.write(day, 0) for day in days if day.month == 1 and day.day > 9][:count]


def _of_all_lengths(context: Context) -> list[str]:
    """Return dates of level 1, the shortest and the longest among them, not sorted by length."""
    days = dates.shuffled(context.generator("of all lengths"))
    short = [day for day in days if day.month == MAY and day.day < 10][:2]
    long = [day for day in days if day.month == SEPTEMBER and day.day > 9][:2]
    return [dates.write(day, 0) for day in (*days[:2], *long, *short, *days[2:5])]


def _judge_decode(context: Context, call: dict[str, Any], axes: list[int]) -> list[list[str]]:
    """Judge what decode returns, and that it uses the state that it is given; return that."""
    few, many = call["batches"]
    answers = _decoded(context, call, axes)
    first = answers[0]
    if type(first) is list and len(first) == MANY and strings(first, MANY, "") == answers[1]:
        raise context.confirmed(
            f"The state of {FEW} dates was decoded to {MANY} strings: those of the {MANY} dates "
            "that had been encoded after them.",
            "state_ignored",
        )
    return [
        strings(answer, len(batch), "decode(state)")
        for answer, batch in zip(answers, (few, many), strict=True)
    ]


def _judge_convert(context: Context, call: dict[str, Any], decoded: list[list[str]]) -> None:
    """Judge what convert returns, and that it is what decode gives."""
    batches = call["batches"]
    answers = context.ask("convert", forms.STUDENTS_OWN, **call)
    converted = [
        strings(answer, len(batch), "convert(model, sources)")
        for answer, batch in zip(answers, batches, strict=True)
    ]
    require_same(context, batches, decoded, converted)


def _decoded(context: Context, call: dict[str, Any], axes: list[int]) -> Any:
    """Return the states of two batches decoded, after both were encoded."""
    try:
        return context.ask("decode", forms.STUDENTS_OWN, **call, axes=axes, orders=[None, None])
    except StudentError as error:
        failure = context.raised(error, case="decoding a state after another was encoded")
    # Where each batch is decoded at once, the same may do: then it looks at what encode has kept.
    for batch in call["batches"]:
        one = call | {"batches": [batch]}
        context.ask("decode", forms.STUDENTS_OWN, **one, axes=axes, orders=[None])
    named = context.confirmed(failure.message, "state_ignored")
    failure.diagnosis, failure.hint = named.diagnosis, named.hint
    raise failure


def require_same(
    context: Context,
    batches: Sequence[list[str]],
    decoded: Sequence[list[str]],
    converted: Sequence[list[str]],
) -> None:
    """Raise ``Failed`` unless ``convert`` gives what ``decode`` gives."""
    for batch, by_decode, by_convert in zip(batches, decoded, converted, strict=True):
        for source, one, other in zip(batch, by_decode, by_convert, strict=True):
            if one != other:
                raise context.confirmed(
                    f"convert should be decode of encode, but {source!r} becomes {other!r}, where "
                    f"decode(encode(…)) gives {one!r}.",
                    "convert_differs",
                )


def _judge_calls_apart(context: Context, model: dict[str, Any]) -> None:
    """Judge that the same dates give the same answer, whatever was asked before."""
    batch = _of_all_lengths(context)
    call: dict[str, Any] = {
        "model": model,
        "batches": [batch, equally_long(context, len(batch)), batch],
    }

    def error(alike: bool = False) -> float:
        states = context.ask("encode", forms.STUDENTS_OWN, **call, alike=alike)
        return _difference(tensors(states[0]), tensors(states[2]))

    def other_answer(alike: bool = False) -> tuple[str, str, str] | None:
        answers = context.ask("convert", forms.STUDENTS_OWN, **call, alike=alike)
        read = [strings(answer, len(batch), "convert(model, sources)") for answer in answers]
        asked = zip(batch, read[0], read[2], strict=True)
        return next((three for three in asked if three[1] != three[2]), None)

    if (found := error()) > SAME:
        raise context.confirmed(
            f"In eval() the same dates got another state the second time: {found:.2g} away.",
            "state_kept" if error(alike=True) > SAME else "dropout_active",
        )
    if (three := other_answer()) is not None:
        source, one, two = three
        raise context.confirmed(
            f"In eval() {source!r} became {one!r}, and {two!r} when it was asked again.",
            "state_kept" if other_answer(alike=True) else "decode_random",
        )


def _judge_dates_apart(context: Context, model: dict[str, Any], axes: list[int]) -> None:
    """Judge that a date alone gets the state that it gets among others."""
    batch = _of_all_lengths(context)
    error = _apart(context, model, batch, axes)
    if error <= SAME:
        return
    same_length = _apart(context, model, equally_long(context, MANY), axes)
    raise context.confirmed(
        f"A date's state depends on the others of its batch: alone it differs by up to {error:.2g}"
        + (
            "."
            if same_length > SAME
            else ", but not where all have the same number of letters. So it is the padding behind "
            "a shorter date that is read."
        ),
        "dates_mixed" if same_length > SAME else "padding_read",
    )


def _apart(context: Context, model: dict[str, Any], batch: list[str], axes: list[int]) -> float:
    """Return by how much the states of dates alone differ from those in their batch.

    A tensor with an axis for the letters has another shape then, and is not compared here.
    """
    try:
        states = context.ask(
            "encode", forms.STUDENTS_OWN, model=model, batches=[batch, *([one] for one in batch)]
        )
    except StudentError as error:
        raise _not_alone(context, error) from None
    together, *alone = (tensors(state) for state in states)
    errors = [0.0]
    for number, state in enumerate(alone):
        if len(state) != len(axes) or any(
            part.dim() <= axis or part.shape[axis] != 1
            for part, axis in zip(state, axes, strict=True)
        ):
            shapes = ", ".join(str(tuple(part.shape)) for part in state)
            raise Failed(
                f"The state of one date alone should have a batch of 1, but it is {shapes}.",
                hint="squeeze() takes away the axis of a batch of 1: name the axis, squeeze(0).",
            )
        for whole, part, axis in zip(together, state, axes, strict=True):
            among = whole.narrow(axis, number, 1)
            if among.shape == part.shape:
                errors.append(_difference([among], [part]))
    return max(errors)


def _not_alone(context: Context, error: StudentError) -> Failed:
    """Return the failure of a model that reads batches, but raises for a date alone."""
    failure = context.raised(error, case="for a date alone, and dates of other lengths")
    if BATCH_STATISTICS in error.message:
        named = context.confirmed(failure.message, "dates_mixed")
        failure.diagnosis, failure.hint = named.diagnosis, named.hint
    return failure


def _difference(first: Sequence[Tensor], second: Sequence[Tensor]) -> float:
    """Return the largest difference of two states, relative to the larger of 1 and the value."""
    errors = [0.0]
    for one, other in zip(first, second, strict=False):
        if one.shape != other.shape:
            return float("inf")
        if one.numel():
            a, b = one.double(), other.double()
            error = (a - b).abs() / torch.maximum(a.abs(), torch.ones_like(a))
            errors.append(float(error.nan_to_num(nan=0.0).max()))
    return max(errors)
