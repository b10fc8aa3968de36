"""Principal components: the oracle by singular values, and the known mistakes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

KEPT = 2
EQUAL = 1e-3
"""Singular values that differ by less than this share of the largest pass for equal."""


def scores(x: Tensor, components: int = KEPT) -> Tensor:
    """Return the coordinates (n, components) of points ``x`` (n, features) on their principal axes.

    By the singular value decomposition of the centred points, X = U S V^T: the first columns of
    U S (Jolliffe, Principal Component Analysis, 2002, section 3.5).
    """
    return _uncentred(x - x.mean(dim=0), components)


def error(points: Tensor, x: Tensor) -> float:
    """Return how far ``points`` (n, 2) are from the principal components of ``x`` (n, features).

    As a share of the first singular value. A component may have either sign; where singular values
    are equal, any rotation among theirs is right.
    """
    centred = (x - x.mean(dim=0)).double()
    u, s, _ = torch.linalg.svd(centred, full_matrices=False)
    s = torch.cat([s, torch.zeros(KEPT)])[: max(KEPT, len(s))]
    scale = float(s[0])
    off = [float((points.T @ points - torch.diag(s[:KEPT] ** 2)).abs().max()) / scale**2]
    for k in range(KEPT):
        axes = u[:, (s[: u.shape[1]] - s[k]).abs() <= EQUAL * scale]
        column = points[:, k]
        off.append(float((column - axes @ (axes.T @ column)).norm()) / scale)
    return max(off)


def explained(points: Tensor, x: Tensor) -> tuple[float, ...]:
    """Return each component's share of the variance of ``x``."""
    total = (x - x.mean(dim=0)).square().sum()
    return tuple((points.square().sum(dim=0) / total).tolist())


def hypotheses(x: Tensor, lengths: Sequence[int]) -> Iterator[tuple[str, Tensor]]:
    """Yield the name of a mistake with the points that it makes of ``x`` (n, features).

    ``x`` holds sentences of ``lengths``, one after the other. Signs are left open: see ``alike``.
    """
    centred = x - x.mean(dim=0)
    spread = centred.std(dim=0).clamp(min=1e-12)
    right = scores(x)
    yield "not_centred", _uncentred(x)
    # The axes of the centred points, onto which they were not centred before they were projected.
    yield "not_centred", x @ _axes(centred)
    by_row = x - x.mean(dim=1, keepdim=True)
    yield "centred_by_row", scores(by_row)
    yield "centred_by_row", _uncentred(by_row)
    yield "standardised", scores(centred / spread)
    yield "standardised", scores(centred / centred.std(dim=0, correction=0).clamp(min=1e-12))
    yield "rows_normalised", scores(x / x.norm(dim=1, keepdim=True).clamp(min=1e-12))
    yield "components_swapped", right.flip(1)
    more = scores(x, 4)
    if more.shape[1] == 4:
        yield "later_components", more[:, 1:3]
        yield "later_components", more[:, 2:]
    every = scores(x, min(x.shape))
    yield "smallest_components", every[:, -2:]
    yield "smallest_components", every[:, -2:].flip(1)
    yield "first_units", x[:, :KEPT]
    yield "first_units", centred[:, :KEPT]
    parts = torch.split(x, list(lengths))
    for chosen in (
        torch.stack([p[-1] for p in parts]),
        torch.stack([p.mean(dim=0) for p in parts]),
    ):
        yield "fitted_to_a_part", (x - chosen.mean(dim=0)) @ _axes(chosen - chosen.mean(dim=0))
    yield (
        "one_for_each_sentence",
        scores(torch.stack([p[-1] for p in torch.split(x, list(lengths))])),
    )
    yield (
        "one_for_each_sentence",
        scores(torch.stack([p.mean(dim=0) for p in torch.split(x, list(lengths))])),
    )
    yield "wrong_axis", scores(x.T)
    yield "wrong_axis", _uncentred(x.T)
    yield "wrong_axis", _axes(x.T - x.T.mean(dim=0))
    yield "wrong_axis", _axes(x.T)
    yield "axes_returned", _axes(centred)
    yield "axes_returned", _axes(x)


def alike(points: Tensor, other: Tensor, tolerance: float) -> bool:
    """Return whether points (n, 2) are ``other``, but for the sign of each column."""
    if points.shape != other.shape:
        return False
    scale = float(other.norm(dim=0).max())
    return all(
        min(float((a - b).norm()), float((a + b).norm())) <= tolerance * scale
        for a, b in zip(points.T, other.T, strict=True)
    )


def rescaled(points: Tensor, x: Tensor, tolerance: float) -> bool:
    """Return whether points are the principal components, stretched and moved along each axis."""
    right, points = scores(x), points - points.mean(dim=0)
    lengths = right.norm(dim=0), points.norm(dim=0)
    if points.shape != right.shape or not all(bool((norm > 0).all()) for norm in lengths):
        return False
    return alike(points / lengths[1], right / lengths[0], tolerance)


def is_per_sentence(points: Tensor, x: Tensor, lengths: Sequence[int], tolerance: float) -> bool:
    """Return whether each sentence's points are its states' own components.

    Of sentences with fewer states than three, any points are right.
    """
    split = zip(torch.split(points, list(lengths)), torch.split(x, list(lengths)), strict=True)
    long = [(p - p.mean(dim=0), part) for p, part in split if len(part) > KEPT]
    return bool(long) and all(alike(p, scores(part), tolerance) for p, part in long)


def in_another_order(points: Tensor, x: Tensor, tolerance: float) -> bool:
    """Return whether points are the principal components, but in another order."""
    right = scores(x)
    if points.shape != right.shape:
        return False
    far = tolerance * float(right.norm(dim=0).max())
    for signs in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
        # States that are alike, such as those after a first "the", make pairs not unique.
        near = torch.cdist(points * torch.tensor(signs), right) <= far
        if bool(near.any(dim=0).all()) and bool(near.any(dim=1).all()):
            return True
    return False


def is_linear(points: Tensor, x: Tensor, tolerance: float) -> bool:
    """Return whether points (n, 2) are a linear image of ``x`` (n, features), n > features."""
    if len(points) != len(x) or len(x) <= x.shape[1] + 1:
        return False
    with_one = torch.cat([x, torch.ones(len(x), 1, dtype=x.dtype)], dim=1)
    fitted = with_one @ torch.linalg.lstsq(with_one, points).solution
    size = float((points - points.mean(dim=0)).norm())
    return size > 0 and float((fitted - points).norm()) <= tolerance * size


def _axes(x: Tensor) -> Tensor:
    """Return the first right singular vectors (features, 2)."""
    axes: Tensor = torch.linalg.svd(x, full_matrices=False).Vh[:KEPT].T
    return axes


def _uncentred(x: Tensor, components: int = KEPT) -> Tensor:
    u, s, _ = torch.linalg.svd(x, full_matrices=False)
    projected: Tensor = u[:, :components] * s[:components]
    return projected
