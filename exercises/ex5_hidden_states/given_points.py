"""The points that ``plot`` is given, which the grader draws: states of sentences, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

SENTENCES = (14, 19)
"""The fewest and the most."""
SHORTEST = 3
CLUSTERS = 5
APART = 0.004
"""No two points are nearer to each other, in units of half the span."""


@dataclass(frozen=True)
class Given:
    """One call's arguments, and which sentence each point belongs to."""

    points: Tensor
    """(n, 2) float64."""
    sentiment: Tensor
    """(n,) int64, 0 or 1."""
    position: Tensor
    """(n,) int64, from 0 on in each sentence."""
    sentence: Tensor
    """(n,) int64, from 0."""


def given(
    generator: torch.Generator, longest: int, half_span: float, centre: tuple[float, float]
) -> Given:
    """Draw sentences of 3 to ``longest`` words, of both sentiments, in no order.

    Their points lie in clusters around ``centre``, no further than some ``half_span`` from it.
    """
    low, high = SENTENCES
    count = int(torch.randint(low, high + 1, (), generator=generator))
    lengths = torch.randint(SHORTEST, longest + 1, (count,), generator=generator)
    lengths[count // 2] = longest
    sentence = torch.repeat_interleave(torch.arange(count), lengths)
    position = torch.cat([torch.arange(int(length)) for length in lengths])
    points = half_span * _apart(generator, len(sentence)) + torch.tensor(centre).double()
    return Given(points, _sentiments(generator, sentence), position, sentence)


def reordered(values: Tensor) -> Iterator[tuple[str, Tensor]]:
    """Return labels of the points in wrong orders, each with what was done, in words."""
    yield "reversed", values.flip(0)
    yield "shifted by one", values.roll(1)
    yield "shifted by one", values.roll(-1)
    yield "sorted", values.sort().values


def _sentiments(generator: torch.Generator, sentence: Tensor) -> Tensor:
    """Return sentiments (n,) that no other order of the points would give as well."""
    while True:
        drawn = torch.randint(2, (int(sentence.max()) + 1,), generator=generator)
        values = drawn[sentence]
        orders = [other for _, other in reordered(values)]
        is_even = 0.35 <= float(values.double().mean()) <= 0.65
        if is_even and not any(torch.equal(v, o) for o in orders for v in (values, 1 - values)):
            return values


def _apart(generator: torch.Generator, count: int) -> Tensor:
    """Return points (count, 2), most of them within 1 of the origin, and none near another."""
    centres = 1.2 * torch.rand(CLUSTERS, 2, generator=generator, dtype=torch.float64) - 0.6
    kept = torch.zeros(0, 2, dtype=torch.float64)
    while len(kept) < count:
        place = int(torch.randint(CLUSTERS, (), generator=generator))
        step = 0.2 * torch.randn(2, generator=generator, dtype=torch.float64)
        point = centres[place] + step
        if not len(kept) or float((kept - point).abs().max(dim=1).values.min()) > APART:
            kept = torch.cat((kept, point[None]))
    return kept * torch.tensor([1.0, 0.7], dtype=torch.float64)
