"""Whether a model that answers well was trained to, or has the answer built in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from rnngrade.checks.interface import Failed
from rnngrade.training import Attempt
from rnngrade.worker.interface import StudentError

from . import forms
from .answer import column
from .task import CHANCE

if TYPE_CHECKING:
    from .convergence import Convergence

RUINED = 0.5 * CHANCE
"""MSE above which a model is not good any more; honest ones get 0.2 and more when changed."""
ORDER_MATTERS = 0.05
"""Change of random models' predictions when the steps change places, relative to their spread.
Honest cells show 0.24 to 1.2, a sum over the steps less than 1e-4."""
FOLLOWS = 0.2
"""Mean slope of the prediction on the first marked number; 1 where it is added."""
FRESH_SEEDS = (1, 2)


@dataclass
class Found:
    """The mistake that is found, if any, with a sentence, and the numbers looked at."""

    mistake: str | None = None
    sentence: str = ""
    numbers: dict[str, float] = field(default_factory=dict)


def find_what_is_built_in(convergence: Convergence, length: int, best: Attempt) -> Found:
    """Look at an attempt that reached its goal."""
    found = Found()
    for mistake, sentence in _findings(convergence, length, best, found.numbers):
        found.mistake, found.sentence = mistake, sentence
        break
    return found


def _findings(
    convergence: Convergence, length: int, best: Attempt, numbers: dict[str, float]
) -> Iterator[tuple[str, str]]:
    def mse(**model: object) -> float:
        return convergence.measure(best.training, length, **model).mse

    fresh = min(mse(kind="fresh", seed=seed) for seed in FRESH_SEEDS)
    redrawn = min(mse(change="redraw", seed=seed) for seed in FRESH_SEEDS)
    numbers |= {"untrained": fresh, "redrawn": redrawn}
    if min(fresh, redrawn) < RUINED:
        which = "An untrained model" if fresh < RUINED else "With random weights the model"
        yield "built_in_formula", f"{which} has an MSE of {min(fresh, redrawn):.4f} already."
    numbers["order_matters"] = order = _order_effect(convergence, length, best)
    if order < ORDER_MATTERS:
        yield (
            "order_blind",
            "With random weights, its answer does not change when the steps change places "
            f"({order:.1g} of its spread).",
        )
    zeroed, shuffled = (mse(change=change) for change in ("zero_recurrent", "shuffle_recurrent"))
    numbers |= {"recurrent_zeroed": zeroed, "recurrent_shuffled": shuffled}
    if min(zeroed, shuffled) < RUINED:
        how = "zero" if zeroed < RUINED else "shuffled"
        yield (
            "recurrence_unused",
            f"With all recurrent weights {how} it still has an MSE of {min(zeroed, shuffled):.4f}.",
        )
    frozen = _frozen(best)
    if frozen:
        yield "recurrence_frozen", f"{frozen[0]} is recurrent, but is not trainable."
    numbers["slope"] = slope = _first_slope(convergence, length, best)
    if slope < FOLLOWS:
        yield (
            "recurrence_unused",
            f"Its answer follows the first marked number with a slope of {slope:.2f}; 1 is right.",
        )


def _order_effect(convergence: Convergence, length: int, best: Attempt) -> float:
    """Return how much predictions of random models change when the steps change places."""
    examples = convergence.hidden(length, 200)
    order = torch.randperm(length, generator=convergence.context.generator("order"))
    pair = [examples.x, examples.x[:, order]]
    effects = []
    for kind, change in (("trained", "redraw"), ("fresh", None)):
        for seed in FRESH_SEEDS:
            model = {"kind": kind, "seed": seed, "change": change}
            answers = best.training.ask("predict", forms.LIST, model=model, xs=pair)
            before, after = (_predictions(answer) for answer in answers)
            spread = float(before.std())
            effects.append(float((before - after).square().mean().sqrt()) / (spread or 1.0))
    return max(effects)


def _predictions(answer: object) -> Tensor:
    return column(answer, 200, "the predictions", "a linear layer of 1 output")


def _frozen(best: Attempt) -> list[str]:
    """Return the names of recurrent parameters that take no gradients."""
    model = {"kind": "trained", "seed": 0, "change": None}
    weights = best.training.ask("weights", forms.WEIGHTS, model=model)
    return [name for name, w in weights.items() if w["recurrent"] and not w["trainable"]]


def _first_slope(convergence: Convergence, length: int, best: Attempt) -> float:
    """Return the mean slope of predictions on the first marked number; NaN where it is cut."""
    examples = convergence.hidden(length, 200)
    model = {"kind": "trained", "seed": 0, "change": None}
    try:
        slopes = best.training.ask("slopes", forms.SLOPES, model=model, x=examples.x)
    except (StudentError, Failed):
        return float("nan")
    if slopes is None or slopes.shape != examples.x.shape:
        return 0.0
    first = examples.places[:, :1]
    return float(slopes[..., 0].double().gather(1, first).mean())
