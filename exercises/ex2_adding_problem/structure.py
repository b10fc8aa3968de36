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
NEARLY_ALL = 0.03 * CHANCE
"""MSE of the best straight line from a model's answers without recurrent weights to the targets,
below which it has no need of them. Sums beside the recurrence leave at most 0.0013; honest cells,
of which gated ones keep something without recurrent weights, too, leave 0.019 and more."""
ORDER_MATTERS = 0.05
"""Change of random models' predictions when the steps change places, relative to their spread.
Honest cells show 0.24 to 1.2, a sum over the steps less than 1e-4."""
FOLLOWS = 0.2
"""Change of the prediction with the first marked number, over its own; 1 where it is added."""
NOTHING = 1e-4
"""Effect on the answer below which there is none."""
NO_ORDER = 0.01
"""Effect of the order of the earlier steps, relative to that of what they hold."""
FRESH_SEEDS = (1, 2)
WAY_SEEDS = (1, 2, 3, 4)


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
    numbers |= {"recurrent_zeroed": without.mse, "recurrent_zeroed_best_line": without.best_line}
    if without.best_line < NEARLY_ALL:
        yield (
            "recurrence_unused",
            "With all recurrent weights zero it knows the answer as well, up to a straight line, "
            f"which leaves an MSE of {without.best_line:.4f}.",
        )
    left = min(without.mse, without.best_line)
    if left < RUINED and _has_a_way_around(convergence, length, best):
        yield (
            "recurrence_unused",
            f"With all recurrent weights zero it comes to an MSE of {left:.4f}, and earlier steps "
            "reach the answer whatever their order.",
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


def _has_a_way_around(convergence: Convergence, length: int, best: Attempt) -> bool:
    """Return whether earlier steps reach the answer in a way that does not know their order.

    So does a sum over the steps beside the recurrence. A gated cell keeps a state without recurrent
    weights, too, but what it keeps of a step fades with every further one, which shows where all
    other weights are drawn anew.
    """
    examples = convergence.hidden(length, 200)
    early = torch.randperm(length - 1, generator=convergence.context.generator("order"))
    moved, replaced = examples.x.clone(), examples.x.clone()
    moved[:, :-1] = examples.x[:, early]
    replaced[:, :-1] = examples.x.roll(1, dims=0)[:, :-1]
    xs = [examples.x, moved, replaced]
    for seed in WAY_SEEDS:
        model = {"kind": "trained", "seed": seed, "change": "redraw_without_recurrence"}
        answers = best.training.ask("predict", forms.LIST, model=model, xs=xs)
        plain, by_order, by_content = (_predictions(answer) for answer in answers)
        content = float((plain - by_content).square().mean().sqrt())
        order = float((plain - by_order).square().mean().sqrt())
        if content > NOTHING and order < NO_ORDER * content:
            return True
    return False


def _predictions(answer: object) -> Tensor:
    return column(answer, 200, "the predictions", "a linear layer of 1 output")


def _frozen(best: Attempt) -> list[str]:
    """Return the names of recurrent parameters that take no gradients."""
    model = {"kind": "trained", "seed": 0, "change": None}
    weights = best.training.ask("weights", forms.WEIGHTS, model=model)
    return [name for name, w in weights.items() if w["recurrent"] and not w["trainable"]]


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
