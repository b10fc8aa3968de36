"""A small memory task that a ``MyRNN`` must learn: recall the number of some steps ago."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from rnngrade.checks.interface import Context, Failed, Passed

from . import forms
from .answer import Call, Sizes
from .subject import PLAIN, Subject, Values

SIZES: Sizes = (1, 8)
SMALLER = (
    "It did not learn from your own initial weights, only from smaller ones (standard deviation "
    "0.1)."
)


def judge(context: Context, subject: Subject) -> Passed:
    """Train with a harness of ours, and judge the trained model here. Raises ``Failed``."""
    steps, lag, threshold = (context.setting(s) for s in ("steps", "lag", "threshold"))
    generator = context.generator("learns")
    batches = memory_batches(generator, steps)
    hidden = memory_batches(context.generator("learns, judged"), 1)[0]
    readout = 0.5 * torch.randn(1, SIZES[1], generator=generator)
    notes: tuple[str, ...] = ()
    losses = []
    for values in (None, subject.values(SIZES, scale=0.1)):
        mode = replace(PLAIN, sizes=SIZES, values=values)
        trained = context.ask(
            "learn",
            forms.LEARNED,
            spec=mode.spec(),
            batches=batches,
            readout=readout,
            lag=lag,
            rate=context.setting("learning_rate"),
        )
        losses.append(memory_loss(subject, trained["values"], readout, hidden, lag))
        if losses[-1] <= threshold:
            baseline = float((hidden**2).mean())
            return Passed(
                f"After {steps} Adam steps the error is {losses[-1]:.4f} (threshold {threshold:g}; "
                f"without memory {baseline:.2f}).",
                evidence={"loss": losses[-1], "threshold": threshold, "without_memory": baseline},
                notes=notes,
            )
        notes = (SMALLER,)
    raise Failed(
        f"After {steps} Adam steps the error is still {min(losses):.3f}; it should be under "
        f"{threshold:g}.",
        hint="Do gradients reach every weight, from every step? Is the state carried on?",
        evidence={"losses": losses, "threshold": threshold},
    )


def memory_batches(generator: torch.Generator, steps: int) -> Tensor:
    """Draw inputs for the memory task (steps, 8, 6, 1): recall the number of ``lag`` steps ago."""
    return 0.6 * torch.randn(steps, 8, 6, 1, generator=generator).clamp(-1.5, 1.5)


def memory_loss(subject: Subject, values: Values, readout: Tensor, x: Tensor, lag: int) -> float:
    """Return the mean squared error of a trained model, computed here from its answers to ``x``."""
    mode = replace(PLAIN, sizes=SIZES, values=values)
    (answer,) = subject.run(mode, [Call(x)])
    recalled = answer.outputs[:, lag:].float() @ readout.T
    return float(((recalled - x[:, : x.shape[1] - lag]) ** 2).mean())
