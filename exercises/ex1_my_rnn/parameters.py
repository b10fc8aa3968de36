"""What a ``MyRNN`` can be trained to: its parameters, and how far they reach."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from rnngrade.checks.interface import Context, Failed, Passed, Skipped
from rnngrade.worker.interface import StudentError

from . import mistakes
from .answer import Sizes
from .identification import ABSENT, fit
from .subject import PLAIN, Subject, plain_call

RANK_SIZES: Sizes = (2, 3)
"""Small, because every degree of freedom takes a model with other parameter values."""
BLOCKS = [3 * 2, 3 * 3, 3]
"""How many numbers of (A, B, c) belong to W_xh, W_hh and b at these sizes."""


def judge(context: Context, subject: Subject) -> Passed:
    """Judge that the parameters are registered, start well, and span (A, B, c).

    Raises ``Failed``, and ``Skipped`` where the outputs do not tell.
    """
    one, other = context.ask("parameters", specs=[PLAIN.spec(), replace(PLAIN, seed=2).spec()])
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
        if float(matrix.max() - matrix.min()) < ABSENT:
            raise context.confirmed(
                f"All elements of {name} start at {float(matrix.mean()) + 0.0:.3g}.",
                "constant_initialisation",
            )


def _check_state_dict(context: Context, subject: Subject) -> None:
    try:
        pair = context.ask("reload", spec=PLAIN.spec(), x=plain_call(context).x)
    except StudentError as error:
        raise context.raised(error, case="loading a state_dict into a fresh model") from None
    first, second = (pair[key][0] for key in ("first", "second"))
    if not torch.allclose(first, second, atol=1e-6):
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
    modes = [subject.mode(RANK_SIZES, draw) for draw in range(freedom + 4)]
    *fits, again = subject.identify_all([*modes, modes[0]], "rank", activation)
    found = [f.recurrence.flat() for f in fits if f is not None]
    if len(found) <= freedom or fits[0] is None or again is None:
        raise _untold(context, subject)
    if not torch.allclose(fits[0].recurrence.flat(), again.recurrence.flat(), atol=ABSENT):
        raise _untold(context, subject)  # The parameters do not decide what is computed.
    drawn = torch.stack(found)
    singular = torch.linalg.svdvals(drawn - drawn.mean(dim=0))
    rank = int((singular > context.setting("rank_tolerance") * singular[0]).sum())
    if rank < freedom:
        raise _too_few(context, drawn, rank, freedom)
    return rank, freedom


def _untold(context: Context, subject: Subject) -> Exception:
    """Return why the reach of the parameters cannot be judged."""
    if mistakes.weights_remade(subject):
        message = "The same model computes with other weights at every call."
        return context.confirmed(message, "weights_remade_in_forward")
    return Skipped("what the parameters do cannot be told from outputs like these")


def _too_few(context: Context, drawn: Tensor, rank: int, freedom: int) -> Failed:
    blocks = dict(zip(("W_xh", "W_hh", "b"), torch.split(drawn, BLOCKS, dim=1), strict=True))
    fixed = [name for name, block in blocks.items() if block.std(dim=0).max() < ABSENT]
    message = (
        f"Your parameters reach {rank} of the {freedom} degrees of freedom of W_xh, W_hh and b "
        "(input size 2, hidden size 3)."
    )
    evidence = {"rank": rank, "degrees_of_freedom": freedom, "fixed": fixed}
    if fixed == ["b"] and blocks["b"].abs().max() < ABSENT:
        return context.confirmed(message, "no_bias", **evidence)
    if fixed == ["W_hh"] and blocks["W_hh"].abs().max() < ABSENT:
        return context.confirmed(message, "no_recurrent_weights", **evidence)
    if fixed:
        message += f" Whatever values they take, {' and '.join(fixed)} stays as it is."
        return context.confirmed(message, "weights_not_registered", **evidence)
    return Failed(
        message,
        hint="W_xh should be (hidden, input), W_hh (hidden, hidden), b (hidden,): is one of them "
        "smaller and stretched by broadcasting?",
        evidence=evidence,
    )
