"""Calls of one model, and examples of one batch, must not influence each other."""

from __future__ import annotations

import torch
from torch import Tensor

from rnngrade.checks.compare import agree, difference
from rnngrade.checks.interface import Context, Failed, Passed

from . import mistakes
from .answer import AXES, BATCH, LENGTH, Call, draw_h_0, draw_x
from .subject import Subject


def judge(context: Context, subject: Subject) -> Passed:
    """Judge repeated calls, returned tensors, and examples alone. Raises ``Failed``."""
    generator = context.generator("independence")
    tolerance = subject.precision().tolerance
    x, other = draw_x(generator, BATCH, LENGTH), draw_x(generator, BATCH, LENGTH)
    calls = [Call(x), Call(other), Call(x)]
    (first, _, again), (early, _) = subject.run_all(
        [(subject.mode(), calls), (subject.mode(), calls[:2])]
    )
    if found := difference(again.outputs, first.outputs, tolerance=tolerance, axes=AXES):
        raise context.confirmed(
            f"The same model gives the same input other outputs after another call: {found}.",
            *mistakes.why_calls_differ(subject),
            **found.evidence(),
        )
    for name, returned, later in zip(
        ("Outputs", "h_n"), (early.outputs, early.h_n), early.later, strict=True
    ):
        if later.numel() == returned.numel():
            later = later.reshape(returned.shape)  # h_n may have come without its first axis.
        if not agree(later, returned, tolerance):
            raise Failed(
                f"{name} that were returned change when the model is called again.",
                hint="Make a new tensor in every call; do not return one that is kept on self.",
            )
    _check_after_h_0(context, subject, x, first.outputs)
    if first.x_changed:
        raise Failed("forward changes x in place.", hint="Do not write into x; make new tensors.")
    rows = subject.run_all([(subject.mode(), [Call(row[None])]) for row in x])
    alone = torch.cat([answer.outputs for (answer,) in rows])
    if found := difference(first.outputs, alone, tolerance=tolerance, axes=AXES):
        raise context.confirmed(
            f"Each example alone gives other outputs than in a batch: {found}.",
            *mistakes.why_examples_differ(subject),
            **found.evidence(),
        )
    return Passed("Repeated calls agree, and each example alone equals itself in a batch.")


def _check_after_h_0(context: Context, subject: Subject, x: Tensor, alone: Tensor) -> None:
    """Judge that a call with h_0 leaves nothing behind for one without."""
    if subject.h_0_form() is None:
        return
    h_0 = draw_h_0(context.generator("independence, h_0"), BATCH)
    _, after = subject.run(subject.mode(), [Call(x, h_0), Call(x)])
    tolerance = subject.precision().tolerance
    if found := difference(after.outputs, alone, tolerance=tolerance, axes=AXES):
        raise Failed(
            f"After a call with h_0, a call without it gives other outputs than before: {found}.",
            hint="Keep the state in a local variable of forward, not on self.",
            evidence=found.evidence(),
        )
