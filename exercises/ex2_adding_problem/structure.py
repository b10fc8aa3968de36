"""Whether a model that answers well was trained to, or has the answer built in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from rnngrade.training import Attempt

from . import forms
from .answer import column
from .task import CHANCE

if TYPE_CHECKING:
    from .convergence import Convergence

RUINED = 0.5 * CHANCE
"""MSE above which a model is not good any more; honest ones get 0.2 and more when changed."""
NEARLY_ALL = 0.04 * CHANCE
"""MSE of the best straight line from answers to targets, the recurrent weights drawn anew, below
which a model has no need of them. Sums beside the recurrence leave at most 0.0043; honest cells
leave 0.012 (a residual one) to 0.1."""
ORDER_MATTERS = 0.05
"""Change of random models' predictions when the steps change places, relative to their spread.
Honest cells show 0.24 to 1.2, a sum over the steps less than 1e-4."""
FOLLOWS = 0.2
"""Change of the prediction with the first marked number, over its own; 1 where it is added."""
FRESH_SEEDS = (1, 2)
REDRAWN_SEEDS = (1, 2, 3)
RANDOM_MODELS = (("trained", "redraw"), ("fresh", None))


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
    without = convergence.measure(best.training, length, change="zero_recurrent")
    intact = min(
        convergence.measure(best.training, length, change="redraw_recurrent", seed=seed).best_line
        for seed in REDRAWN_SEEDS
    )
    numbers |= {"recurrent_zeroed": without.mse, "recurrent_redrawn_best_line": intact}
    if intact < NEARLY_ALL:
        yield (
            "recurrence_unused",
            "With all recurrent weights drawn anew it knows the answer as well, up to a straight "
            f"line, which leaves an MSE of {intact:.4f}.",
        )
    if _never_sees_unmarked_numbers(convergence, length, best):
        yield (
            "hand_made_feature",
            "With random weights, its answer does not change at all when the numbers that are not "
            "marked are others.",
        )
    frozen = best.training.ask("frozen", forms.NAMES)
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
    for kind, change in RANDOM_MODELS:
        for seed in FRESH_SEEDS:
            model = {"kind": kind, "seed": seed, "change": change}
            answers = best.training.ask("predict", forms.LIST, model=model, xs=pair)
            before, after = (_predictions(answer) for answer in answers)
            spread = float(before.std())
            effects.append(float((before - after).square().mean().sqrt()) / (spread or 1.0))
    return max(effects)


def _never_sees_unmarked_numbers(convergence: Convergence, length: int, best: Attempt) -> bool:
    """Return whether unmarked numbers cannot reach the answer, whatever the weights are.

    A network has to learn that; where it need not, someone has multiplied numbers and marks.
    """
    examples = convergence.hidden(length, 200)
    other = examples.x.clone()
    numbers = torch.rand(examples.numbers.shape, generator=convergence.context.generator("other"))
    other[..., 0] = torch.where(examples.mask > 0, examples.numbers, numbers)
    for kind, change in RANDOM_MODELS:
        for seed in FRESH_SEEDS:
            model = {"kind": kind, "seed": seed, "change": change}
            answers = best.training.ask("predict", forms.LIST, model=model, xs=[examples.x, other])
            before, after = (_predictions(answer) for answer in answers)
            if not torch.equal(before, after):
                return False
    return True


def _predictions(answer: object) -> Tensor:
    return column(answer, 200, "the predictions", "a linear layer of 1 output")


def _first_slope(convergence: Convergence, length: int, best: Attempt) -> float:
    """Return by how much predictions follow the first marked number, which is moved by ±0.4."""
    examples = convergence.hidden(length, 200)
    first = examples.places[:, :1]
    numbers = examples.numbers.gather(1, first)
    change = torch.where(numbers < 0.5, 0.4, -0.4)
    moved = examples.x.clone()
    moved[..., 0].scatter_(1, first, numbers + change)
    model = {"kind": "trained", "seed": 0, "change": None}
    answers = best.training.ask("predict", forms.LIST, model=model, xs=[examples.x, moved])
    before, after = (_predictions(answer) for answer in answers)
    return float(((after - before) / change[:, 0]).mean())
