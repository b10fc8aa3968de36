"""Points as a projection of hidden states gives them, made by hand from a seed."""

from __future__ import annotations

from random import Random

from rnngrade.result import Scatter


def sentiments(seed: int = 5) -> Scatter:
    """States of two sentiments, most of which stand apart."""
    draw = Random(seed)  # noqa: S311
    group = tuple(draw.randrange(2) for _ in range(160))
    x = tuple(draw.gauss((-1.6, 1.6)[of], 1.0) for of in group)
    y = tuple(draw.gauss(0.3 * across**2, 0.5) for across in x)
    return Scatter("Your points", x, y, group, ("negative", "positive"))


def positions(seed: int = 6) -> Scatter:
    """A drift over the positions in a sentence, in as many groups as there may be."""
    draw = Random(seed)  # noqa: S311
    group = tuple(draw.randrange(6) for _ in range(90))
    x = tuple(draw.gauss(of / 2, 0.4) for of in group)
    y = tuple(draw.gauss(-of / 3, 0.4) for of in group)
    names = tuple(f"word {2 * of + 1} to {2 * of + 2}" for of in range(5))
    return Scatter("Drift over the positions", x, y, group, (*names, "word 11 and all later"))
