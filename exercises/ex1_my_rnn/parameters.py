"""What a ``MyRNN`` can be trained to: its parameters, and how far they reach."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from rnngrade.checks.compare import agree
from rnngrade.checks.interface import Context, Failed, Passed, Skipped
from rnngrade.worker.interface import StudentError

from . import forms, mistakes
from .answer import Sizes, pair
from .identification import ABSENT, fit
from .subject import PLAIN, Mode, Subject, plain_call

RANK_SIZES: Sizes = (2, 3)
"""Small, because every degree of freedom takes a model with other parameter values."""
DIRECTION, WIDE_DIRECTION = 1e-6, 0.05
"""Length of a step. In float64, what rounding (1e-13 over the step) and curvature (of the order of
the step) add to the changes stays at 1e-6; float32, off by 1e-6, needs a longer step, and a wider
bound for what counts as no change."""
FIXED = 1e-4
"""What changes by less than this for a step of length 1 does not depend on the parameters."""
WIDE_RANK_TOLERANCE = 1e-2
SAME = 1e-5
"""Two models with one state_dict, in float32, differ by rounding at most."""
BLOCKS = [3 * 2, 3 * 3, 3]
"""How many numbers of (A, B, c) belong to W_xh, W_hh and b at these sizes."""


def judge(context: Context, subject: Subject) -> Passed:
    """Judge that the parameters are registered, start well, and span (A, B, c).

    Raises ``Failed``, and ``Skipped`` where the outputs do not tell.
    """
    one, other = context.ask(
        "parameters",
        [forms.PARAMETERS] * 2,
        specs=[PLAIN.spec(), replace(PLAIN, seed=2).spec()],
    )
    if not one:
        remade = mistakes.weights_remade(subject)
        raise context.confirmed(
            "MyRNN(3, 5).parameters() is empty, so that no optimizer can train it.",
            "weights_remade_in_forward" if remade else "weights_not_registered",
        )
    _check_initial(one)
    _check_not_constant(context, subject)
    _check_different(context, one, other)
    _check_state_dict(context, subject)
    rank, freedom = _check_rank(context, subject)
    return Passed(
        f"{len(one)} parameters span all {freedom} degrees of freedom of W_xh, W_hh and b.",
        evidence={
            "rank": rank,
            "degrees_of_freedom": freedom,
            "parameters": [p["name"] for p in one],
        },
    )


def _check_initial(one: list[dict[str, Any]]) -> None:
    for p in one:
        if not torch.isfinite(p["value"]).all():
            raise Failed(
                f"The parameter {p['name']} starts with NaN or infinity.",
                hint="torch.empty and torch.Tensor(…) hold whatever was in memory: fill them.",
            )
    if not any(p["requires_grad"] for p in one):
        raise Failed(
            "No parameter requires a gradient.", hint="Leave requires_grad at its default, True."
        )
    frozen = [p["name"] for p in one if not p["requires_grad"]]
    if frozen:
        raise Failed(
            f"These parameters do not require a gradient: {', '.join(frozen)}.",
            hint="Leave requires_grad at its default, True.",
        )


def _check_different(
    context: Context, one: list[dict[str, Any]], other: list[dict[str, Any]]
) -> None:
    matrices = [
        (p["value"], q["value"]) for p, q in zip(one, other, strict=False) if p["value"].dim() >= 2
    ]
    if matrices and all(a.shape == b.shape and torch.equal(a, b) for a, b in matrices):
        raise context.confirmed(
            "Two fresh models have exactly the same weights.", "same_initialisation"
        )


def _check_not_constant(context: Context, subject: Subject) -> None:
    """Judge the weights as they start by what they do: a bias may be constant, in any shape."""
    start = replace(subject.mode(), values=None)
    activation = mistakes.activation_of(subject)
    if activation is None:
        return
    initial, random = subject.sequences([start, subject.mode()], "initial")
    found = fit(initial, activation)
    if found is None or found.error > subject.precision().tolerance:
        return
    matrices = {"W_xh": found.recurrence.input_weight}
    drawn = fit(random, activation)
    if drawn is not None and drawn.recurrence.reads_state:
        matrices["W_hh"] = found.recurrence.hidden_weight
    for name, matrix in matrices.items():
        if float(matrix.max() - matrix.min()) < max(1e-6 * float(matrix.abs().max()), 1e-12):
            raise context.confirmed(
                f"All elements of {name} start at {float(matrix.mean()) + 0.0:.3g}.",
                "constant_initialisation",
            )


def _check_state_dict(context: Context, subject: Subject) -> None:
    try:
        reloaded = context.ask("reload", forms.RELOADED, spec=PLAIN.spec(), x=plain_call(context).x)
    except StudentError as error:
        raise context.raised(error, case="loading a state_dict into a fresh model") from None
    (first, _), (second, _) = pair(reloaded["first"]), pair(reloaded["second"])
    if not agree(first, second, SAME):
        remade = mistakes.weights_remade(subject)
        raise context.confirmed(
            "A fresh model with the same state_dict computes other outputs: something that matters "
            "is not in it.",
            "weights_remade_in_forward" if remade else "weights_not_registered",
        )


def _check_rank(context: Context, subject: Subject) -> tuple[int, int]:
    input_size, hidden_size = RANK_SIZES
    freedom = hidden_size * (input_size + hidden_size + 1)
    activation = mistakes.activation_of(subject)
    if activation is None:
        raise _untold(context, subject)
    step = DIRECTION if subject.exact() else WIDE_DIRECTION
    base = subject.mode(RANK_SIZES)
    modes = [base, base, *(_moved(context, subject, n, step) for n in range(freedom + 4))]
    first, again, *moved = subject.identify_all(modes, "rank", activation)
    found = [f.recurrence.flat() for f in moved if f is not None]
    if len(found) <= freedom or first is None or again is None:
        raise _untold(context, subject)
    start = first.recurrence.flat()
    if not torch.allclose(start, again.recurrence.flat(), atol=ABSENT):
        raise _untold(context, subject)  # The parameters do not decide what is computed.
    changes = (torch.stack(found) - start) / step
    singular = torch.linalg.svdvals(changes)
    bound = context.setting("rank_tolerance") if subject.exact() else WIDE_RANK_TOLERANCE
    # Below FIXED there is nothing but rounding, which would look like every direction alike.
    rank = int((singular > max(bound * float(singular[0]), FIXED)).sum())
    if rank < freedom:
        raise _too_few(context, start, changes, rank)
    return rank, freedom


def _moved(context: Context, subject: Subject, number: int, step: float) -> Mode:
    """Return a model with all its parameters moved a small step in a random direction.

    The rank of how (A, B, c) change over many directions is that of their Jacobian: the dimension
    of what training can reach from there, however the weights are made of the parameters.
    """
    generator = context.generator(f"direction {number}")
    base = subject.values(RANK_SIZES)
    moved = {
        name: base[name] + step * torch.randn(shape, generator=generator).double()
        for name, shape in subject.shapes(RANK_SIZES).items()
    }
    return subject.mode(RANK_SIZES, values=base | moved)


def _untold(context: Context, subject: Subject) -> Exception:
    """Return why the reach of the parameters cannot be judged."""
    if mistakes.weights_remade(subject):
        message = "The same model computes with other weights at every call."
        return context.confirmed(message, "weights_remade_in_forward")
    return Skipped("the reach of the parameters cannot be judged before the outputs are right")


def _too_few(context: Context, start: Tensor, changes: Tensor, rank: int) -> Failed:
    now = dict(zip(("W_xh", "W_hh", "b"), torch.split(start, BLOCKS), strict=True))
    moves = dict(zip(now, torch.split(changes, BLOCKS, dim=1), strict=True))
    fixed = [name for name, change in moves.items() if change.abs().max() < FIXED]
    message = (
        f"Your parameters reach {rank} of the {len(start)} degrees of freedom of W_xh, W_hh and b "
        "(input size 2, hidden size 3)."
    )
    evidence = {"rank": rank, "degrees_of_freedom": len(start), "fixed": fixed}
    absent = {"b": "no_bias", "W_hh": "no_recurrent_weights"}
    if len(fixed) == 1 and fixed[0] in absent and now[fixed[0]].abs().max() < ABSENT:
        return context.confirmed(message, absent[fixed[0]], **evidence)
    if fixed:
        message += f" Whatever values they take, {' and '.join(fixed)} stays as it is."
        return context.confirmed(message, "weights_not_registered", **evidence)
    return Failed(
        message,
        hint="W_xh should be (hidden, input), W_hh (hidden, hidden), b (hidden,): is one of them "
        "smaller and stretched by broadcasting, or made of another?",
        evidence=evidence,
    )
