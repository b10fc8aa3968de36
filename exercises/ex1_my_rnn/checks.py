"""The checks of exercise 1, in the order in which a student reads them."""

from __future__ import annotations

import torch

from rnngrade.checks.interface import Context, Failed, NotApplicable, Passed, Skipped, check
from rnngrade.checks.loading import load_required
from rnngrade.submission import find_forbidden
from rnngrade.worker.interface import ForbiddenCall, StudentError, WorkerError

from . import (
    equality,
    forms,
    gradient,
    memory,
    mistakes,
    shape,
    state,
)
from . import (
    independence as apart,
)
from . import (
    parameters as reach,
)
from .answer import SIZES
from .subject import PLAIN, Subject, plain_answer, plain_call

OWN_LOOP = (
    "Write the loop over time yourself; to compare with nn.RNN elsewhere in the file is fine."
)


def subject_of(context: Context) -> Subject:
    """Return the submission's ``Subject``, one for all checks."""
    return context.once("subject", lambda: Subject(context))


@check()
def loads(context: Context) -> Passed:
    """The file loads, and MyRNN is an nn.Module of two sizes"""
    notes = load_required(context)
    try:
        made = context.ask("construct", forms.CONSTRUCTED, sizes=SIZES)
    except ForbiddenCall:
        return Passed("MyRNN is there.", notes=notes)  # The next check names it.
    except StudentError as error:
        hint = "MyRNN(input_size, hidden_size) is called with two sizes, here MyRNN(3, 5)."
        raise context.raised(error, case="in MyRNN(3, 5)", hint=hint) from None
    if not made["is_class"]:
        raise Failed(
            "MyRNN should be a class, but it is not.", hint="Define `class MyRNN(nn.Module)`."
        )
    if not made["is_module"]:
        raise Failed(
            "MyRNN should be an nn.Module, but it does not inherit from it.",
            hint="Write `class MyRNN(nn.Module)` and call super().__init__() first in __init__.",
        )
    return Passed("MyRNN(3, 5) was made.", notes=notes)


@check(after=(loads,))
def own_recurrence(context: Context) -> Passed:
    """The recurrence is your own"""
    for use in find_forbidden(
        context.submission.text, context.rubric.forbidden_within, context.rubric.forbidden_symbols
    ):
        raise Failed(
            f"MyRNN uses {use.symbol}{f' ({use.how})' if use.how else ''}.",
            hint=OWN_LOOP,
            evidence={"symbol": use.symbol},
            location=context.submission.locate(use.line),
        )
    try:
        plain_answer(subject_of(context))
        _check_operators(context)
    except ForbiddenCall as error:
        raise Failed(
            f"MyRNN called {error.message} while it ran.",
            hint=OWN_LOOP,
            evidence={"symbol": error.message},
            location=context.raised(error).location,
        ) from None
    except Failed as failure:
        if "symbol" in failure.evidence:
            raise
        # Otherwise the next check shows it.
    except WorkerError:
        pass
    return Passed("No ready-made recurrent layer was found in MyRNN, and none was called.")


def _check_operators(context: Context) -> None:
    """Judge by the operators that ran below Python. Raises ``Failed``."""
    names = {symbol.rpartition(".")[2] for symbol in context.rubric.forbidden_symbols}
    spec = PLAIN.spec([{"x": plain_call(context).x, "h_0": None}])
    for operator in context.ask("operators", forms.OPERATORS, spec=spec):
        if operator.rpartition("::")[2] in names:
            raise Failed(
                f"While MyRNN ran, torch's own {operator} ran.",
                hint=OWN_LOOP,
                evidence={"symbol": operator},
            )


@check(after=(own_recurrence,))
def forward(context: Context) -> Passed:
    """forward(x) returns outputs and h_n"""
    try:
        answer = plain_answer(subject_of(context))
    except StudentError as error:
        if error.type_name == "NotImplementedError":
            hint = (
                "Start with forward: a loop over the seq_len steps of x that keeps a state h "
                "(batch, hidden_size), beginning with zeros, and collects it after every step."
            )
            raise context.raised(error, hint=hint) from None
        raise
    except Failed as failure:
        if "h_n" in failure.message and mistakes.swapped(subject_of(context)):
            raise context.confirmed(failure.message, "batch_and_time_swapped") from None
        raise
    for name, part in (("outputs", answer.outputs), ("h_n", answer.h_n)):
        if not torch.isfinite(part).all():
            bad = int((~torch.isfinite(part)).sum())
            raise Failed(
                f"{name} holds NaN or infinity for ordinary inputs: {bad} of {part.numel()}.",
                hint="Look for a division by zero, a logarithm, or an unfilled torch.empty.",
            )
    notes = []
    if answer.flat_h_n:
        notes.append(
            "h_n came as (batch, hidden_size); nn.RNN returns (1, batch, hidden_size). Both count."
        )
    return Passed(f"x (4, 7, 3) gave outputs {tuple(answer.outputs.shape)}.", notes=tuple(notes))


@check(after=(forward,))
def shapes(context: Context) -> Passed:
    """Shapes and dtypes"""
    return shape.judge(context, subject_of(context))


@check(after=(forward,), settings=("rank_tolerance",))
def parameters(context: Context) -> Passed:
    """Trainable weights and bias"""
    return reach.judge(context, subject_of(context))


@check(after=(forward,), settings=("lengths", "input_scales"))
def outputs(context: Context) -> Passed:
    """Outputs equal nn.RNN's at every step"""
    return equality.judge(context, subject_of(context), reproducible=context.passed(parameters))


@check(after=(forward,))
def hidden_state(context: Context) -> Passed:
    """h_0 is used, and h_n is the last state"""
    return state.judge(context, subject_of(context), outputs_right=context.passed(outputs))


@check(after=(outputs,), settings=("relative_tolerance",))
def gradients(context: Context) -> Passed:
    """Gradients reach back to the first step (BPTT)"""
    return gradient.judge(context, subject_of(context))


@check(after=(forward,))
def independence(context: Context) -> Passed:
    """Calls and examples do not influence each other"""
    return apart.judge(context, subject_of(context))


@check(after=(forward,), settings=("threshold", "steps", "lag", "learning_rate"))
def learns(context: Context) -> Passed:
    """It learns a small memory task"""
    return memory.judge(context, subject_of(context))


@check(settings=("lengths",))
def cuda(context: Context) -> Passed:
    """The same on a GPU"""
    if context.device != "cuda":
        raise NotApplicable("no GPU was used; it costs nothing")
    if not context.passed(gradients):
        raise Skipped("it needs right outputs and gradients on the CPU first")
    return gradient.judge_on_cuda(context, subject_of(context))


CHECKS = (
    loads,
    own_recurrence,
    forward,
    shapes,
    parameters,
    outputs,
    hidden_state,
    gradients,
    independence,
    learns,
    cuda,
)
"""In the order in which they run."""
