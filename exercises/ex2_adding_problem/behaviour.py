"""How a fresh ``AddingModel`` behaves: shapes, independence of examples and calls, gradients."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from rnngrade.checks.interface import Context, Failed, Passed
from rnngrade.worker.interface import StudentError

from . import forms
from .answer import column, finite
from .task import draw

LENGTHS = (10, 50, 100, 200)
UNSEEN_LENGTHS = (2, 33, 120)
BATCH = 5
SEEDS = (11, 12, 13)
FRESH: dict[str, Any] = {"kind": "fresh", "seed": SEEDS[0], "change": None}
SAME = 1e-4
"""Relative to the larger of 1 and the value: sums of a batch may be added in another order."""
GRADIENT_LENGTHS = (10, 50)
BATCH_STATISTICS = "Expected more than 1 value per channel"
"""What batch norm says when it has an example alone to take the mean over."""
READ_OUT = "a linear layer of 1 output, such as nn.Linear(hidden_size, 1)"


def judge_model(context: Context) -> Passed:
    """Judge shapes at every length, and that neither examples nor calls influence each other."""
    for length in (*LENGTHS, *UNSEEN_LENGTHS):
        _predictions(context, length)
    _judge_calls_apart(context)
    _judge_examples_apart(context)
    lengths = ", ".join(map(str, LENGTHS))
    return Passed(f"It runs at T = {lengths} and at others, and judges each example by itself.")


def judge_gradients(context: Context) -> Passed:
    """Judge that gradients reach the first step."""
    sizes = {}
    for length in GRADIENT_LENGTHS:
        x = _x(context, length, 8)
        total = torch.zeros(length, dtype=torch.float64)
        for seed in SEEDS:
            total += _gradient_sizes(context, x, seed)
        if not total[0] > 0:
            reached = length - int((total > 0).nonzero()[0]) if (total > 0).any() else 0
            raise _cut_off(context, length, reached)
        sizes[str(length)] = float(total[0] / total[-1])
    return Passed("Gradients reach the first step.", evidence={"first_over_last_by_length": sizes})


def _x(context: Context, length: int, batch: int) -> Tensor:
    generator = context.generator(f"x {length} {batch}")
    return draw(generator, batch, length, by_halves=False).x


def _predictions(context: Context, length: int) -> None:
    """Ask for predictions of batches of 5 and of 1, and judge their form."""
    x = _x(context, length, BATCH)
    answers = []
    try:
        for batch in (x, x[:1]):
            answers += context.ask("predict", forms.LIST, model=FRESH, xs=[batch])
    except StudentError as error:
        case = f"at T = {length}"
        if answers:
            raise _not_alone(context, error, case) from None
        failure = context.raised(error, case=case)
        works = [other for other in LENGTHS if other != length and _runs(context, other)]
        if works:
            message = f"It runs at T = {works[0]}, but not at {length}: {failure.message}"
            named = context.confirmed(message, "fixed_length")
            failure.message, failure.diagnosis = named.message, named.diagnosis
            failure.hint = named.hint
        raise failure from None
    for answer, size in zip(answers, (BATCH, 1), strict=True):
        predicted = column(answer, size, "forward's predictions", READ_OUT)
        if size == 1 and not torch.isfinite(predicted).all():
            message = "An example alone gives NaN or infinity; among others it does not."
            raise context.confirmed(message, "examples_mixed")
        finite(predicted, "forward's predictions")


def _runs(context: Context, length: int) -> bool:
    x = _x(context, length, BATCH)
    try:
        context.ask("predict", forms.LIST, model=FRESH, xs=[x])
    except StudentError:
        return False
    return True


def _not_alone(context: Context, error: StudentError, case: str) -> Failed:
    """Return the failure of a model that reads batches of 5, but raises for an example alone."""
    failure = context.raised(error, case=f"for an example alone {case}")
    if BATCH_STATISTICS in error.message:
        named = context.confirmed(failure.message, "examples_mixed")
        failure.diagnosis, failure.hint = named.diagnosis, named.hint
    return failure


def _judge_examples_apart(context: Context) -> None:
    """Judge that an example alone gives what it gives among others."""
    x = _x(context, 12, BATCH)
    changed = x.clone()
    changed[-1] = 1 - changed[-1]
    xs = [x, changed, *x.unsqueeze(1)]
    answers = context.ask("predict", forms.LIST, model=FRESH, xs=xs)
    together, other, *alone = (
        column(answer, len(part), "forward's predictions", READ_OUT)
        for answer, part in zip(answers, xs, strict=True)
    )
    error = _difference(together, torch.cat(alone))
    influence = _difference(together[:-1], other[:-1])
    if max(error, influence) <= SAME:
        return
    message = (
        f"An example's prediction depends on the other examples of its batch: it differs by up to "
        f"{max(error, influence):.2g} when they are not there."
    )
    raise context.confirmed(
        message, "batch_and_time_swapped" if _runs_over_batch(context, x) else "examples_mixed"
    )


def _runs_over_batch(context: Context, x: Tensor) -> bool:
    """Return whether each prediction depends on one step alone, of the examples up to its own."""
    later = x.clone()
    later[-1] = 1 - later[-1]
    early = x.clone()
    early[:, :-1] = 1 - early[:, :-1]
    late = x.clone()
    late[:, 1:] = 1 - late[:, 1:]
    answers = context.ask("predict", forms.LIST, model=FRESH, xs=[x, later, early, late])
    plain, by_later, by_early, by_late = (
        column(answer, len(x), "forward's predictions", READ_OUT) for answer in answers
    )
    causal = _difference(plain[:-1], by_later[:-1]) <= SAME
    return causal and min(_difference(plain, by_early), _difference(plain, by_late)) <= SAME


def _judge_calls_apart(context: Context) -> None:
    """Judge that the same input gives the same answer, whatever was asked before."""
    x = _x(context, 12, BATCH)
    answers = context.ask("predict", forms.LIST, model=FRESH, xs=[x, 1 - x, x])
    first, _, again = (
        column(answer, BATCH, "forward's predictions", READ_OUT) for answer in answers
    )
    error = _difference(first, again)
    if error > SAME:
        raise context.confirmed(
            f"In eval() the same input gave another answer the second time: {error:.2g} away.",
            "state_kept",
        )


def _difference(first: Tensor, second: Tensor) -> float:
    scale = torch.maximum(first.abs(), torch.ones_like(first))
    return float(((first - second).abs() / scale).max())


def _gradient_sizes(context: Context, x: Tensor, seed: int) -> Tensor:
    """Return the sizes of the predictions' gradients by step (seq_len,)."""
    slopes = context.ask("slopes", forms.SLOPES, model=FRESH | {"seed": seed}, x=x)
    if slopes is None:
        raise context.confirmed("The predictions are cut off from the graph.", "detached")
    if slopes.shape != x.shape:
        raise Failed("The gradient of the predictions has another shape than x.")
    return slopes.double().abs().sum(dim=(0, 2))  # type: ignore[no-any-return]


def _cut_off(context: Context, length: int, reached: int) -> Failed:
    """Return the failure of a model whose gradients end on the way."""
    x = _x(context, length, 8)
    other = x.clone()
    other[:, 0, 0] = 1 - other[:, 0, 0]
    models = [FRESH | {"seed": seed} for seed in SEEDS]
    effects = []
    for model in models:
        before, after = context.ask("predict", forms.LIST, model=model, xs=[x, other])
        effects.append(
            _difference(
                column(before, 8, "forward's predictions", READ_OUT),
                column(after, 8, "forward's predictions", READ_OUT),
            )
        )
    reads_it = max(effects) > 0
    message = f"At T = {length} the gradient reaches back over {reached} steps only."
    if reads_it:
        return context.confirmed(message, "truncated_gradient")
    return context.confirmed(
        f"{message} The first number does not change the answer either.", "reads_last_steps"
    )
