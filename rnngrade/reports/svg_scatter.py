"""Points in the plane as one inline SVG figure: a mark of its own for each group, and a legend.

It loads nothing and runs nothing. Text and axes take the page's own colour and marks are
translucent, so that it can be read on light and on dark pages, and without telling colours apart.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len

from rnngrade.reports.exhibits import Points
from rnngrade.reports.number_text import texts_apart
from rnngrade.reports.scale import scale_of
from rnngrade.reports.scatter_words import summary
from rnngrade.reports.svg_axes import Panel, axes
from rnngrade.reports.svg_text import escaped, label

_WIDTH = 640
_LEFT, _RIGHT, _BELOW = 62, 24, 24
_HEIGHT = 320
_TEXT = 12
_LETTER = 6.4
"""About how wide a letter of the legend is."""
_LINE_HEIGHT = 18
_FEW, _FAINT = 200, 0.45
"""So many marks are drawn in full strength; of many more, each one at least in that."""
_SHAPES = (
    "m-4 0h8m-4-4v8",
    "m-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z",
    "m-3.2-3.2l6.4 6.4m0-6.4l-6.4 6.4",
    "m-3-3h6v6h-6z",
    "m-4-2.7h8l-4 6.7z",
    "m-4 2.7h8l-4-6.7z",
)
"""Of each group, from the middle of the mark: plus, circle, cross, square, triangles."""
# Mid-tones, as in html.py.
_COLOURS = ("#3b82d6", "#c77700", "#2f9e44", "#ae5fd0", "#e8473f", "#868e96")


def svg_scatter(points: Points) -> str:
    """Return ``points``, of which there is at least one, as an ``<svg>``, well-formed as XML."""
    entries = tuple(_legend_places(points))
    top = entries[-1][1] + _LINE_HEIGHT
    x, y = (scale_of(values, log=False).rounded() for values in (points.x, points.y))
    panel = Panel(x, y, _LEFT, _WIDTH - _RIGHT, top, _HEIGHT)
    parts = (*_legend(points, entries), *axes(panel), *_x_labels(panel), *_groups(points, panel))
    style = f"width: 100%; max-width: {_WIDTH}px; height: auto; display: block"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} '
        f'{panel.bottom + _BELOW:.0f}" role="img" aria-label="{escaped(summary(points))}" '
        f'font-size="{_TEXT}" fill="currentColor" style="{style}">'
        f"<title>{escaped(points.title)}</title>{''.join(parts)}</svg>"
    )


def _legend_places(points: Points) -> Iterator[tuple[float, float]]:
    """Yield where the legend's entries stand, as many in a line as there is room for."""
    x, y = float(_LEFT), float(_TEXT)
    for name in points.names:
        width = 34 + _LETTER * cell_len(name)
        if x > _LEFT and x + width > _WIDTH:
            x, y = float(_LEFT), y + _LINE_HEIGHT
        yield x, y
        x += width


def _legend(points: Points, places: tuple[tuple[float, float], ...]) -> Iterator[str]:
    for group, ((x, y), name) in enumerate(zip(places, points.names, strict=True)):
        yield f"<g {_look(group, 1.0)}>{_mark(group, x + 5, y)}</g>{label(x + 16, y + 4, name)}"


def _x_labels(panel: Panel) -> Iterator[str]:
    ticks = panel.x.ticks()
    for value, text in zip(ticks, texts_apart(ticks), strict=True):
        x, _ = panel.at(value, panel.y.low)
        yield label(x, panel.bottom + 16, text, "middle")


def _groups(points: Points, panel: Panel) -> Iterator[str]:
    strength = max(min(_FEW / len(points.x), 1.0), _FAINT)
    for group, name in enumerate(points.names):
        marks = "".join(
            _mark(group, *panel.at(x, y))
            for x, y, of in zip(points.x, points.y, points.group, strict=True)
            if of == group
        )
        yield f"<g {_look(group, strength)}><title>{escaped(name)}</title>{marks}</g>"


def _look(group: int, strength: float) -> str:
    return (
        f'fill="{_COLOURS[group]}" fill-opacity="{0.35 * strength**2:.2f}" '
        f'stroke="{_COLOURS[group]}" stroke-opacity="{strength:.2f}" stroke-width="1.4"'
    )


def _mark(group: int, x: float, y: float) -> str:
    return f'<path d="M{x:.1f} {y:.1f}{_SHAPES[group]}"/>'
