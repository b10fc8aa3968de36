"""A confusion matrix as one inline SVG heat map.

It loads nothing and runs nothing. Text takes the page's own colour and cells are translucent, so
that it can be read on light and on dark pages.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len

from rnngrade.reports.class_scores import ClassScores, class_scores
from rnngrade.reports.confusion_words import Pair, pair_words, summary
from rnngrade.reports.exhibits import Confusion
from rnngrade.reports.svg_text import escaped, label

_WIDTH = 640
_WIDEST_CELL, _NARROWEST_CELL = 60, 12
_TEXT, _SMALLEST_TEXT = 12, 7.0
_LETTER = 6.4
"""About how wide a letter of a label is."""
_SCORE_COLUMN = 46
_EDGE = 8
_MOST_LABELS = 40
_FAINTEST, _STRONGEST = 0.1, 0.75
"""Opacities: of one case among many, and of a whole row. Text stays readable on the strongest."""
# Mid-tones, as in html.py.
_BLUE, _RED = "#3b82d6", "#e8473f"


@dataclass(frozen=True)
class _Grid:
    """Where the cells stand in the figure, in its units."""

    left: float
    top: float
    cell: float
    count: int
    upright: bool
    """Whether the columns' names are turned, to be read upwards."""

    @property
    def right(self) -> float:
        """The x of the last column's right side."""
        return self.left + self.cell * self.count

    @property
    def bottom(self) -> float:
        """The y of the last row's lower side."""
        return self.top + self.cell * self.count

    def middle(self, row: int) -> float:
        """Return the line on which the text of a row stands."""
        return self.top + self.cell * (row + 0.5) + 4


def svg_confusion(confusion: Confusion) -> str:
    """Return ``confusion`` as an ``<svg>``, well-formed as XML; empty for more than 40 labels."""
    if len(confusion.labels) > _MOST_LABELS:
        return ""
    grid = _grid(confusion)
    parts = (
        *_labels(confusion, grid),
        *_lines(grid),
        *_cells(confusion, grid),
        *_scores(confusion, grid),
    )
    width = grid.right + 2 * _SCORE_COLUMN + _EDGE
    style = f"width: 100%; max-width: {width:.0f}px; height: auto; display: block"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} '
        f'{grid.bottom + _EDGE:.0f}" role="img" aria-label="{escaped(summary(confusion))}" '
        f'font-size="{_TEXT}" fill="currentColor" style="{style}">'
        f"<title>{escaped(confusion.title)}</title>{''.join(parts)}</svg>"
    )


def _grid(confusion: Confusion) -> _Grid:
    count = len(confusion.labels)
    longest = _LETTER * max(4, *map(cell_len, confusion.labels))
    left = longest + 2 * _EDGE
    room = _WIDTH - left - 2 * _SCORE_COLUMN - _EDGE
    cell = min(max(room / count, _NARROWEST_CELL), _WIDEST_CELL)
    upright = longest > cell
    return _Grid(left, 3 * _EDGE + _TEXT + (longest if upright else _TEXT), cell, count, upright)


def _labels(confusion: Confusion, grid: _Grid) -> Iterator[str]:
    """Yield the names of the axes, the rows and the columns."""
    yield _axis((grid.left + grid.right) / 2, _TEXT, "answered", "middle")
    yield _axis(grid.left - _EDGE, grid.top - _EDGE, "true", "end")
    for place, name in enumerate(confusion.labels):
        yield label(grid.left - _EDGE, grid.middle(place), name, "end")
        x, y = grid.left + grid.cell * (place + 0.5), grid.top - _EDGE
        yield _upright(x + 4, y, name) if grid.upright else label(x, y, name, "middle")


def _upright(x: float, y: float, text: str) -> str:
    return f'<text transform="translate({x:.1f} {y:.1f}) rotate(-90)">{escaped(text)}</text>'


def _axis(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="600">{text}</text>'


def _lines(grid: _Grid) -> Iterator[str]:
    ends = [grid.cell * number for number in range(grid.count + 1)]
    drawn = "".join(
        f"M{grid.left:.1f} {grid.top + end:.1f}H{grid.right:.1f}"
        f"M{grid.left + end:.1f} {grid.top:.1f}V{grid.bottom:.1f}"
        for end in ends
    )
    yield f'<path d="{drawn}" stroke="currentColor" stroke-opacity="0.14" fill="none"/>'


def _cells(confusion: Confusion, grid: _Grid) -> Iterator[str]:
    for true, row in enumerate(confusion.counts):
        of = sum(row)
        for answered, cases in enumerate(row):
            if cases:
                yield _cell(confusion, grid, Pair(true, answered, cases, of))


def _cell(confusion: Confusion, grid: _Grid, pair: Pair) -> str:
    """Return one cell: what it says on being pointed at, its shade, its number."""
    x, y = grid.left + grid.cell * pair.answered, grid.top + grid.cell * pair.true
    colour = _BLUE if pair.true == pair.answered else _RED
    # The root sets small shares apart, which are what there is to be seen.
    opacity = _FAINTEST + (_STRONGEST - _FAINTEST) * math.sqrt(pair.cases / pair.of)
    return (
        f"<g><title>{escaped(pair_words(confusion, pair))}</title>"
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{grid.cell:.1f}" height="{grid.cell:.1f}" '
        f'fill="{colour}" fill-opacity="{opacity:.2f}"/>'
        f"{_number(pair.cases, x + grid.cell / 2, y + grid.cell / 2, grid.cell)}</g>"
    )


def _number(cases: int, x: float, y: float, cell: float) -> str:
    """Return a number as large as its cell allows; empty where it would be too small to read."""
    size = min(_TEXT, (cell - 2) / (0.6 * len(str(cases))))
    if size < _SMALLEST_TEXT:
        return ""
    return (
        f'<text x="{x:.1f}" y="{y + 0.36 * size:.1f}" text-anchor="middle" '
        f'font-size="{size:.1f}">{cases}</text>'
    )


def _scores(confusion: Confusion, grid: _Grid) -> Iterator[str]:
    ends = grid.right + _SCORE_COLUMN, grid.right + 2 * _SCORE_COLUMN
    for end, name in zip(ends, ("recall", "F1"), strict=True):
        yield _axis(end, grid.top - _EDGE, name, "end")
    for place, scores in enumerate(class_scores(confusion)):
        yield f"<g><title>{escaped(_score_words(confusion.labels[place], scores))}</title>"
        for end, value in zip(ends, (scores.recall, scores.f1), strict=True):
            yield label(end, grid.middle(place), _score_text(value), "end")
        yield "</g>"


def _score_words(name: str, scores: ClassScores) -> str:
    named = {"precision": scores.precision, "recall": scores.recall, "F1": scores.f1}
    return f"{name}: {', '.join(f'{what} {_score_text(value)}' for what, value in named.items())}"


def _score_text(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.2f}"
