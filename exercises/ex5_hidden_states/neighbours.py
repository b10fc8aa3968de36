"""How well a map to the plane keeps neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from .threads import one_thread

NEAREST = 10
"""Neighbours of each point that are looked at."""
USUAL_PERPLEXITY = 30
UNRELATED = 2.0
"""Times what chance keeps: points that keep no more have nothing to do with the states."""


@dataclass(frozen=True)
class Kept:
    """What became of neighbours."""

    trustworthiness: float
    """1 where all neighbours on the map are neighbours, about 0.5 by chance (Venna and Kaski,
    2001)."""
    share: float
    """Of each point's nearest, the mean share that is among its nearest on the map."""


def kept(x: Tensor, points: Tensor) -> Kept:
    """Compare points (n, 2) on a map with what they stand for, ``x`` (n, features)."""
    from sklearn.manifold import trustworthiness  # it takes a second to import

    near = _nearest(x), _nearest(points)
    both = (near[0].unsqueeze(2) == near[1].unsqueeze(1)).any(dim=2)
    with one_thread():
        trusted = float(trustworthiness(x.numpy(), points.numpy(), n_neighbors=NEAREST))
    return Kept(trusted, float(both.double().mean()))


def usual(x: Tensor) -> Kept:
    """Return what scikit-learn's t-SNE with its defaults keeps."""
    from sklearn.manifold import TSNE

    perplexity = min(USUAL_PERPLEXITY, (len(x) - 1) / 3)
    with one_thread():
        points = TSNE(perplexity=perplexity, random_state=0).fit_transform(x.numpy())
    return kept(x, torch.from_numpy(points).double())


def are_unrelated(found: Kept, count: int) -> bool:
    """Return whether of ``count`` points hardly more neighbours are kept than by chance."""
    return found.share <= UNRELATED * NEAREST / (count - 1)


def _nearest(x: Tensor) -> Tensor:
    """Return the places (n, NEAREST) of each point's nearest, itself left out."""
    distances = torch.cdist(x, x)
    distances.fill_diagonal_(torch.inf)
    return distances.topk(NEAREST, largest=False).indices
