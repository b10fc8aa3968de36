"""The state that goes in and comes out: h_0 and h_n."""

from __future__ import annotations

import torch
from torch import Tensor

from rnngrade.checks.compare import difference, largest_error
from rnngrade.checks.interface import Context, Failed, Passed, Skipped
from rnngrade.worker.interface import StudentError

from . import mistakes
from .answer import AXES, BATCH, LENGTH, SIZES, Answer, Call, draw_h_0, draw_x
from .subject import Subject

FLAT = "h_0 is taken as (batch, hidden_size); nn.RNN takes (1, batch, hidden_size): both count."


def judge(context: Context, subject: Subject, *, outputs_right: bool) -> Passed:
    """Judge h_n, h_0, its default, and two halves against the whole. Raises ``Failed``."""
    generator = context.generator("hidden state")
    x = draw_x(generator, BATCH, LENGTH)
    (plain,) = subject.run(subject.mode(), [Call(x)])
    form = subject.h_0_form()
    if form is None:
        _check_last(context, subject, plain)
        raise _no_h_0(context, subject, x)
    h_0 = draw_h_0(generator, BATCH)
    (given,) = subject.run(subject.mode(), [Call(x, h_0)])
    # With h_0 given first: without it, an h_n that is h_0 shows as zeros.
    _check_last(context, subject, given)
    _check_last(context, subject, plain)
    if given.h_0_changed:
        raise context.confirmed(
            "After forward, h_0 holds other values than before.", "h_0_changed_in_place"
        )
    if not subject.uses_h_0():
        recurrence = subject.recurrence()
        absent = recurrence is not None and not recurrence.reads_state
        name = "no_recurrent_weights" if absent else "h_0_ignored"
        raise context.confirmed("Two different h_0 give the same first output.", name)
    _check_zeros(context, subject, plain, x)
    _check_halves(subject, given, outputs_right)
    notes = () if form == "stacked" else (FLAT,)
    return Passed("h_n, h_0 and its default are right, and two halves give the whole.", notes=notes)


def _check_last(context: Context, subject: Subject, answer: Answer) -> None:
    h_n, states = answer.h_n[0].double(), answer.outputs.double()
    tolerance = subject.precision().tolerance
    if torch.allclose(h_n, states[:, -1], rtol=0, atol=tolerance):
        return
    candidates = {
        "h_n_zero": torch.zeros_like(h_n),
        "h_n_first_state": states[:, 0],
        "h_n_one_step_early": states[:, -2],
        "h_n_pre_activation": torch.atanh(states[:, -1]),
    }
    if answer.call.h_0 is not None:
        candidates["h_n_is_h_0"] = answer.call.h_0[0].double()
    found = [
        name
        for name, value in candidates.items()
        if torch.allclose(h_n, value, rtol=0, atol=100 * tolerance)
    ]
    if not found and subject.recurrence() is None:
        raise Skipped("the last state cannot be judged before the outputs are right")
    error = largest_error(h_n, states[:, -1])
    raise context.confirmed(
        f"h_n should be the last state, outputs[:, -1], but it differs by up to {error:.3g}.",
        *found,
        largest_error=error,
    )


def _no_h_0(context: Context, subject: Subject, x: Tensor) -> Exception:
    call = Call(x, draw_h_0(context.generator("no h_0"), BATCH))
    mode = subject.mode()
    try:
        subject.run(mode, [call], flat=False)
    except StudentError as error:
        return context.raised(
            error,
            case="with h_0 (1, batch, hidden_size) given",
            hint="h_0 is the second argument of forward(self, x, h_0=None): test `h_0 is None`.",
        )
    except Failed as failure:
        return Failed(
            f"With h_0 (1, batch, hidden_size) given: {failure.message}", hint=failure.hint
        )
    return Failed("h_0 is not taken.", hint="forward(self, x, h_0=None) takes the initial state.")


def _check_zeros(context: Context, subject: Subject, plain: Answer, x: Tensor) -> None:
    zeros = torch.zeros(1, BATCH, SIZES[1], dtype=torch.float64)
    (explicit,) = subject.run(subject.mode(), [Call(x, zeros)])
    tolerance = subject.precision().tolerance
    found = difference(plain.outputs, explicit.outputs, tolerance=tolerance, axes=AXES)
    if found is None:
        return
    raise context.confirmed(
        f"h_0 left out should mean zeros, but against explicit zeros {found}.",
        *mistakes.wrong_start(subject),
        **found.evidence(),
    )


def _check_halves(subject: Subject, whole: Answer, outputs_right: bool) -> None:
    middle = LENGTH // 2
    x = whole.call.x
    (first,) = subject.run(subject.mode(), [Call(x[:, :middle], whole.call.h_0)])
    (second,) = subject.run(subject.mode(), [Call(x[:, middle:], first.h_n.double())])
    halves = torch.cat([first.outputs, second.outputs], dim=1)
    tolerance = subject.precision().tolerance
    found = difference(halves, whole.outputs, tolerance=tolerance, axes=AXES)
    if found is None:
        return
    if not outputs_right:
        raise Skipped("carrying the state cannot be judged before the outputs are right")
    raise Failed(
        f"A sequence in two halves, with h_n of the first as h_0 of the second, should equal the "
        f"whole, but {found}.",
        hint="Is h_0 used as it is given, and h_n the state that the next step would start from?",
        evidence=found.evidence(),
    )
