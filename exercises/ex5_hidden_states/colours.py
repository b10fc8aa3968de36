"""What the colours of points tell: a class, a scale of positions, a sentence, or nothing."""

from __future__ import annotations

import torch
from torch import Tensor

SAME = 0.006
"""Of 1, in red, green and blue: colours travel as 255ths."""
APART = 12.0
"""Distance in CIELAB of two colours that are easily told apart; 2.3 can just be seen."""
ON_THE_SCALE = 0.6
"""Share of the positions whose nearest colour is that of a neighbouring position, from which on
colours follow a scale. For 12 to 15 positions matplotlib's scales have 0.64 to 1; its categories,
and colours at random, up to 0.35 (but for tab20b and tab20c, which are four shades of a few)."""
STEP = 0.62
"""The mean distance of neighbouring positions, relative to that of any two, up to which colours
follow a scale. Those scales have up to 0.55, categories 0.8 and more."""
SHARED = 0.6
"""Share of the positions that have a colour of their own at least, on a scale that is cut off."""
FEWEST = 5
"""Colours that do where the whole scale has no more: a map of a few steps."""

# IEC 61966-2-1 (sRGB, white point D65) and CIE 15 (CIELAB).
XYZ_FROM_RGB = torch.tensor(
    [
        [0.4124, 0.3576, 0.1805],
        [0.2126, 0.7152, 0.0722],
        [0.0193, 0.1192, 0.9505],
    ],
    dtype=torch.float64,
)
LAB_FROM_XYZ = torch.tensor(
    [[0.0, 116.0, 0.0], [500.0, -500.0, 0.0], [0.0, 200.0, -200.0]], dtype=torch.float64
)


def lab(rgb: Tensor) -> Tensor:
    """Return sRGB colours (…, 3) from 0 to 1 in CIELAB, in which distances are as one sees them."""
    linear = torch.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = linear @ XYZ_FROM_RGB.T / XYZ_FROM_RGB.sum(dim=1)
    bend = (6 / 29) ** 3
    curved = torch.where(
        xyz > bend, xyz.clamp(min=0) ** (1 / 3), xyz / (3 * (6 / 29) ** 2) + 4 / 29
    )
    return curved @ LAB_FROM_XYZ.T - torch.tensor([16.0, 0.0, 0.0], dtype=torch.float64)


def same(colour: Tensor, other: Tensor) -> Tensor:
    """Return whether colours (…, 3) are the same, in all but rounding: (…) bool."""
    return (colour - other).abs().amax(dim=-1) <= SAME


def is_function_of(key: Tensor, rgb: Tensor) -> bool:
    """Return whether points (n, 3) whose ``key`` (n,) is the same have the same colour."""
    return all(are_constant(rgb[key == value]) for value in set(key.tolist()))


def by_key(key: Tensor, rgb: Tensor) -> Tensor:
    """Return the colour of the first point of each key, in the keys' order: (k, 3)."""
    return rgb[[int((key == value).nonzero()[0]) for value in sorted(set(key.tolist()))]]


def number(rgb: Tensor) -> int:
    """Return how many different colours there are among (n, 3)."""
    return len(set(map(tuple, (255 * rgb).round().tolist())))


def are_constant(rgb: Tensor) -> bool:
    """Return whether all colours are one."""
    return bool(same(rgb, rgb[:1]).all())


def tell_classes(key: Tensor, rgb: Tensor) -> bool:
    """Return whether each class (n,) has a colour of its own; they may be hard to tell apart."""
    if not is_function_of(key, rgb):
        return False
    one, other = by_key(key, rgb)
    return not bool(same(one, other))


def distance(one: Tensor, other: Tensor) -> float:
    """Return the distance of two colours (3,) in CIELAB."""
    return float((lab(one) - lab(other)).norm())


def tell_positions(position: Tensor, rgb: Tensor) -> bool:
    """Return whether colours are a function of the position (n,) that follows a scale."""
    return is_function_of(position, rgb) and follow_a_scale(by_key(position, rgb))


def share_a_scale(position: Tensor, rgb: Tensor) -> bool:
    """Return whether the colours of the positions (n,) follow a scale of too few colours."""
    scale = by_key(position, rgb)
    is_new = torch.ones(len(scale), dtype=torch.bool)
    is_new[1:] = ~same(scale[1:], scale[:-1])
    values = lab(scale[is_new])
    if number(scale) != len(values) or len(values) < 3:
        return False
    distances = torch.cdist(values, values)
    step, stride = distances.diagonal(1), distances.diagonal(2)
    return bool((torch.maximum(step[:-1], step[1:]) < stride).all())


def follow_a_scale(rgb: Tensor) -> bool:
    """Return whether colours (k, 3), in their order, go from one end of a scale to the other.

    Colours near each other belong to neighbours; a scale may return to where it began, as that of
    the hues does, and a few neighbours, such as the last, may share a colour.
    """
    is_new = torch.ones(len(rgb), dtype=torch.bool)
    is_new[1:] = ~same(rgb[1:], rgb[:-1])
    values = lab(rgb[is_new])
    if len(values) < max(3, min(FEWEST, SHARED * len(rgb))):
        return False
    distances = torch.cdist(values, values)
    if float(distances.max()) < APART:
        return False
    places = torch.arange(len(values))
    apart = (places[:, None] - places).abs()
    is_neighbour = (apart == 1) | (apart == len(values) - 1)
    others = distances + torch.diag(torch.full((len(values),), torch.inf).double())
    nearest = others.argmin(dim=1)
    share = float(is_neighbour[places, nearest].double().mean())
    step = float(distances.diagonal(1).mean() / distances[apart > 0].mean())
    return share >= ON_THE_SCALE and step <= STEP


def run_on(position: Tensor, rgb: Tensor) -> bool:
    """Return whether colours (n, 3) follow a scale from the first point to the last of all.

    That is so where the points are counted over the whole batch, and not in each sentence.
    """
    distances = torch.cdist(lab(rgb), lab(rgb))
    if is_function_of(position, rgb) or float(distances.max()) < APART:
        return False
    step = distances.diagonal(1)
    return float(step.mean()) <= 0.1 * float(distances.mean()) and _is_even(step)


def _is_even(steps: Tensor) -> bool:
    """Return whether no step is much longer than the others, as where a scale has few colours."""
    return float(steps.max()) <= 0.2 * float(steps.sum())
