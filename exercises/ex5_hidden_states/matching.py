"""Which of the marks on an axes are which of the given points, and in which views all are."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from .drawing import Axes, Drawing, Figure, Marks
from .given_points import Given

OF_THE_SPAN = 1e-4
OF_THE_VALUE = 1e-6
"""How far a mark may be from its point: float32 is fine. Points are 20 times as far apart."""
TRANSPARENT = 0.02
"""Alpha up to which a mark is not seen."""
HIGHLIGHTED = 0.25
"""Share of the points up to which those that are drawn more often than the others are marked so,
above a drawing of all of them."""


@dataclass(frozen=True, eq=False)
class View:
    """Axes in which all given points are shown: one, or several that share them."""

    figure: Figure
    axes: tuple[Axes, ...]
    axes_of: Tensor
    """(n,) which of the axes shows a point."""
    colours: Tensor
    """(n, 4) of each point, red to alpha."""
    pixels: Tensor
    """(n, 2) where each is drawn, from the figure's lower left corner."""
    diameters: Tensor
    """(n,) in pixels."""


def near(points: Tensor, marks: Tensor) -> Tensor:
    """Return which marks (m, 2) lie on which points (n, 2): (n, m) bool."""
    span = points.amax(dim=0) - points.amin(dim=0)
    bound = OF_THE_SPAN * span + OF_THE_VALUE * points.abs().amax(dim=0)
    return ((points[:, None] - marks[None]).abs() <= bound).all(dim=2)


def marks_of(points: Tensor, marks: Marks) -> Tensor:
    """Return for each point the mark that tells its colour, (n,) int64; -1 where it has none.

    That is the topmost, the filled ones before the hollow ones; marks that few of the points have
    above that of all are highlights.
    """
    if not len(marks.xy):
        return torch.full((len(points),), -1)
    hits = near(points, marks.xy) & (marks.colours[:, 3] > TRANSPARENT)
    filled = hits & marks.filled
    hits = torch.where(filled.any(dim=1, keepdim=True), filled, hits)
    counts = hits.sum(dim=1)
    ranks = counts.clone()
    if bool((counts > 0).any()):
        usual = counts[counts > 0].mode().values
        if float((counts > usual).double().mean()) <= HIGHLIGHTED:
            ranks = torch.minimum(counts, usual)
    reached = (hits.cumsum(dim=1) == ranks[:, None]) & hits
    return torch.where(counts > 0, reached.int().argmax(dim=1), -1)


def views(drawing: Drawing, given: Given) -> tuple[View, ...]:
    """Return every view of a drawing in which all points are shown, in order."""
    found: list[View] = []
    for figure in drawing.figures:
        groups: list[dict[int, Tensor]] = []
        for place, axes in enumerate(figure.axes):
            marks = marks_of(given.points, axes.marks)
            if not bool((marks >= 0).any()):
                continue
            open_groups = [group for group in groups if not _overlaps(group, marks)]
            if not open_groups:
                groups.append({})
            (open_groups or groups[-1:])[0][place] = marks
        found += [view for group in groups if (view := _view(figure, group)) is not None]
    return tuple(found)


def most(drawing: Drawing, given: Given, found: tuple[View, ...]) -> Tensor:
    """Return which points (n,) bool that axes shows which, of those in no view, shows the most."""
    in_views = {id(axes) for view in found for axes in view.axes}
    shown = [
        marks_of(given.points, axes.marks) >= 0
        for figure in drawing.figures
        for axes in figure.axes
        if id(axes) not in in_views
    ]
    nothing = torch.zeros(len(given.points), dtype=torch.bool)
    return max(shown, key=lambda which: int(which.sum()), default=nothing)


def _overlaps(group: dict[int, Tensor], marks: Tensor) -> bool:
    return any(bool(((marks >= 0) & (other >= 0)).any()) for other in group.values())


def _view(figure: Figure, group: dict[int, Tensor]) -> View | None:
    """Return the view of these axes; None where it lacks a point."""
    axes = tuple(figure.axes[place] for place in group)
    which = torch.stack(list(group.values()))
    axes_of = (which >= 0).int().argmax(dim=0)
    if not bool((which >= 0).any(dim=0).all()):
        return None
    pairs = list(zip(axes_of.tolist(), which.amax(dim=0).tolist(), strict=True))

    def column(name: str) -> Tensor:
        return torch.stack([getattr(axes[own].marks, name)[mark] for own, mark in pairs])

    return View(figure, axes, axes_of, column("colours"), column("pixels"), column("diameters"))
