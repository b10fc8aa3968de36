"""A pair of axes in a figure: their grid and the numbers of the upright one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rnngrade.reports.number_text import texts_apart
from rnngrade.reports.scale import Scale
from rnngrade.reports.svg_text import label


@dataclass(frozen=True)
class Panel:
    """One pair of axes: where it stands in the figure, in units of the figure."""

    x: Scale
    y: Scale
    left: float
    right: float
    top: float
    height: float

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the plot is drawn."""
        return (
            self.left + self.x.place(x) * (self.right - self.left),
            self.top + (1 - self.y.place(y)) * self.height,
        )

    @property
    def bottom(self) -> float:
        """The y of the lower axis."""
        return self.top + self.height


def axes(panel: Panel) -> Iterator[str]:
    """Yield the grid, the labels of y's ticks, and the two axes; x's labels are the caller's."""
    ticks = panel.y.ticks()
    for value, text in zip(ticks, texts_apart(ticks), strict=True):
        _, y = panel.at(panel.x.low, value)
        yield _grid(panel.left, y, panel.right, y)
        yield label(panel.left - 6, y + 4, text, "end")
    for value in panel.x.ticks():
        x, _ = panel.at(value, panel.y.low)
        yield _grid(x, panel.top, x, panel.bottom)
    axis = f"M{panel.left} {panel.top:.1f}V{panel.bottom:.1f}H{panel.right:.1f}"
    yield f'<path d="{axis}" fill="none" stroke="currentColor" stroke-opacity="0.6"/>'


def _grid(x0: float, y0: float, x1: float, y1: float) -> str:
    return (
        f'<path d="M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}" stroke="currentColor" '
        'stroke-opacity="0.14" fill="none"/>'
    )
