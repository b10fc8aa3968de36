"""What of a figure lies outside its canvas, and which of its points can be seen in the pixels."""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
from torch import Tensor

from .drawing import Box, Drawing, Figure
from .matching import View

CUT = 0.5
"""Share of a legend, a label or a title outside the canvas, from which on it is cut off."""
TOUCHED = 0.03
"""Share from which on that is worth a note."""
EDGE = 1.5
"""Pixels by which the centre of a point may lie beyond its axes."""
DIFFERENT = 4
"""Of 255: by how much a pixel of a point differs from the background at least."""
MAX_REACH = 12
"""Pixels from the centre of a point in which its mark is looked for."""


def outside(box: Box) -> float:
    """Return the share of a box that is not on the canvas."""
    x0, y0, x1, y1 = box
    area = (x1 - x0) * (y1 - y0)
    if not (math.isfinite(area) and area > 0):
        return 0.0
    width = min(x1, 1.0) - max(x0, 0.0)
    height = min(y1, 1.0) - max(y0, 0.0)
    return 1 - max(width, 0.0) * max(height, 0.0) / area


def pieces(drawing: Drawing) -> Iterator[tuple[str, float]]:
    """Return what belongs on the canvas, in words, and the share of it that is outside."""
    for figure in drawing.figures:
        yield from _pieces_of(figure)


def _pieces_of(figure: Figure) -> Iterator[tuple[str, float]]:
    for legend in figure.legends:
        yield "the legend", outside(legend.box)
    texts = [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]
    names = {"text": "the text", "title": "the title", "label": "the label", "tick": "the number"}
    for text in texts:
        if text.kind in names:
            yield f"{names[text.kind]} “{text.text[:40]}”", outside(text.box)


def beyond(view: View) -> Tensor:
    """Return which points (n,) lie beyond the limits of their axes, or off the canvas."""
    height, width = view.figure.pixels.shape[:2]
    size = torch.tensor([width, height], dtype=torch.float64)
    boxes = torch.tensor([axes.box for axes in view.axes], dtype=torch.float64)[view.axes_of]
    low = torch.maximum(boxes[:, :2].clamp(min=0) * size, torch.zeros(2)) - EDGE
    high = boxes[:, 2:].clamp(max=1) * size + EDGE
    return ~((view.pixels >= low) & (view.pixels <= high)).all(dim=1)


def spread(view: View) -> float:
    """Return which share of its axes the points take up, in the direction in which it is larger."""
    height, width = view.figure.pixels.shape[:2]
    shares = []
    for place, axes in enumerate(view.axes):
        own = view.pixels[view.axes_of == place]
        x0, y0, x1, y1 = axes.box
        extent = own.amax(dim=0) - own.amin(dim=0) if len(own) else torch.zeros(2)
        box = torch.tensor([(x1 - x0) * width, (y1 - y0) * height], dtype=torch.float64)
        shares.append(float((extent / box).max()))
    return max(shares)


def seen(view: View) -> Tensor:
    """Return which points (n,) can be seen: some pixel of the mark is not the background's."""
    pixels = view.figure.pixels
    height = len(pixels)
    found = []
    rows = zip(view.pixels.tolist(), view.diameters.tolist(), view.axes_of.tolist(), strict=True)
    for (x, y), diameter, place in rows:
        if not (math.isfinite(x) and math.isfinite(y) and abs(x) < 1e6 and abs(y) < 1e6):
            found.append(False)
            continue
        size = diameter if math.isfinite(diameter) else 0.0
        reach = int(min(max(size / 2, 0), MAX_REACH)) + 1
        row, column = height - 1 - int(y), int(x)
        patch = pixels[
            max(row - reach, 0) : max(row + reach + 1, 0),
            max(column - reach, 0) : max(column + reach + 1, 0),
        ]
        background = 255 * torch.tensor(view.axes[place].background)
        found.append(bool(((patch - background).abs() > DIFFERENT).any()))
    return torch.tensor(found)
