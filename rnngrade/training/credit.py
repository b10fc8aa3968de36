"""Partial credit for a training that has learned something, but not enough."""

from __future__ import annotations

import math
from collections.abc import Callable


def partial_credit(metric: float, chance: float, threshold: float) -> float:
    """Return the share of the points, from 0 at ``chance`` to 1 at ``threshold``.

    In between by the logarithm, (log chance - log metric) / (log chance - log threshold), for an
    error such as the MSE, which is better the smaller it is and falls by factors. Raises
    ``ValueError`` unless 0 < threshold < chance.
    """
    if not threshold > 0:
        raise ValueError(f"expected 0 < threshold < chance, not {threshold} and {chance}")
    return _share(metric, chance, threshold, lambda better, worse: math.log(worse / better))


def proportional_credit(metric: float, chance: float, threshold: float) -> float:
    """Return the share of the points, from 0 at ``chance`` to 1 at ``threshold``.

    In between in proportion, (chance - metric) / (chance - threshold), for a share of wrong
    answers. Raises ``ValueError`` unless 0 <= threshold < chance.
    """
    return _share(metric, chance, threshold, lambda better, worse: worse - better)


def _share(
    metric: float, chance: float, threshold: float, distance: Callable[[float, float], float]
) -> float:
    if not 0 <= threshold < chance:
        raise ValueError(f"expected 0 <= threshold < chance, not {threshold} and {chance}")
    if not metric < chance:  # NaN included
        return 0.0
    if metric <= threshold:
        return 1.0
    return distance(metric, chance) / distance(threshold, chance)
