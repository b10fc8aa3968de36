"""Whether a model's weights are those that it was made with.

A probe answers ``weights(student, model)`` as ``child.models.Models.weights`` does.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from rnngrade.training import Training

WEIGHTS = {str: Tensor}
FRESH_SEEDS = (1, 2, 3)
NOT_BY_CHANCE = 1e-6
"""Chance that untrained weights are taken for trained ones, for each tensor."""
SIX_STANDARD_ERRORS = 6.0
FEWEST_ELEMENTS = 64


def moved(training: Training, seed: int) -> bool:
    """Return whether the trained model's weights differ from those of a fresh model.

    They do where they resemble those that the same seed draws, and are not the same; or where they
    cannot be a draw from the distribution of fresh ones (see ``_differ``). Constants (zeros, the
    identity) that were trained are told at once.
    """
    trained = _weights(training, {"kind": "trained", "seed": 0, "change": None})
    fresh = [
        _weights(training, {"kind": "fresh", "seed": start, "change": None})
        for start in (seed, *FRESH_SEEDS)
    ]
    for name, value in trained.items():
        others = [weights[name] for weights in fresh if name in weights]
        others = [other for other in others if other.shape == value.shape]
        if len(others) <= len(FRESH_SEEDS):
            return True  # a model of another size: there is nothing to compare with
        if any(torch.equal(value, other) for other in others) or value.numel() < FEWEST_ELEMENTS:
            continue
        if _resemble(value, others) or _differ(value, torch.stack(others)):
            return True
    return False


def _weights(training: Training, model: dict[str, object]) -> dict[str, Tensor]:
    answer = training.ask("weights", WEIGHTS, model=model)
    return {name: value.double() for name, value in answer.items()}


def _resemble(values: Tensor, fresh: Sequence[Tensor]) -> bool:
    """Return whether weights are correlated with the first of several fresh ones, beyond chance.

    What all fresh ones have in common (gates that start open) is no resemblance: it cancels in the
    differences that are compared.
    """
    differences = ((values - fresh[1]).flatten(), (fresh[0] - fresh[2]).flatten())
    correlation = float(torch.corrcoef(torch.stack(differences))[0, 1])  # NaN for constants
    return correlation * math.sqrt(values.numel()) > SIX_STANDARD_ERRORS


def _differ(values: Tensor, others: Tensor) -> bool:
    """Return whether two samples have different distributions, by their largest distance."""
    first, second = values.flatten().sort().values, others.flatten().sort().values
    points = torch.cat((first, second))
    distance = (
        (
            torch.searchsorted(first, points, right=True) / len(first)
            - torch.searchsorted(second, points, right=True) / len(second)
        )
        .abs()
        .max()
    )
    effective = len(first) * len(second) / (len(first) + len(second))
    return float(distance) > math.sqrt(math.log(2 / NOT_BY_CHANCE) / 2 / effective)
