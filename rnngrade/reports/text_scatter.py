"""Points in the plane, drawn with characters for a terminal: one mark for each group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from rich.cells import cell_len, set_cell_size

from rnngrade.reports.exhibits import Points
from rnngrade.reports.number_text import texts_apart
from rnngrade.reports.scale import Scale, part, scale_of
from rnngrade.reports.text_plot import Pen

_ROWS = 16
_WIDEST = 60
_MARKS = "+ox#v^"
"""Of each group, with every pen; those of svg_scatter.py look alike."""
_SEVERAL = "*"
_GAP = 2


@dataclass(frozen=True)
class Piece:
    """A part of a line."""

    text: str
    group: int | None = None
    """Whose mark it is; None for all else."""


Line = tuple[Piece, ...]


def text_scatter(points: Points, width: int, pen: Pen) -> tuple[Line, ...]:
    """Return ``points``, of which there is at least one, as lines of at most ``width`` columns.

    The legend stands below. ``pen`` draws the axes.
    """
    x, y = (scale_of(values, log=False) for values in (points.x, points.y))
    bottom, top = texts_apart((y.low, y.high))
    margin = max(len(top), len(bottom)) + 1
    columns = min(max(width - margin - 1, 1), _WIDEST)
    cells = _cells(points, x, y, columns)
    labels = {0: top, _ROWS - 1: bottom}
    lines: list[Line] = []
    for row in range(_ROWS):
        axis = pen.tick if row in labels else pen.axis
        start = Piece(f"{labels.get(row, ''):>{margin - 1}} {axis}")
        lines.append((start, *_row([cells.get((row, column)) for column in range(columns)])))
    lines.append((Piece(" " * margin + pen.corner + pen.floor * columns),))
    if below := _x_labels(x, margin + 1, columns):
        lines.append((Piece(below),))
    several = any(len(groups) > 1 for groups in cells.values())
    return (*lines, *_legend(points, width, several=several))


def _cells(points: Points, x: Scale, y: Scale, columns: int) -> dict[tuple[int, int], set[int]]:
    """Return the groups of the points in each cell that has any, by row and column."""
    cells: dict[tuple[int, int], set[int]] = {}
    for across, up, group in zip(points.x, points.y, points.group, strict=True):
        cell = part(1 - y.place(up), _ROWS), part(x.place(across), columns)
        cells.setdefault(cell, set()).add(group)
    return cells


def _row(cells: Iterable[set[int] | None]) -> Iterator[Piece]:
    """Yield the pieces of a row, without the blanks at its end."""
    blanks = ""
    for groups, run in groupby(cells):
        length = len(list(run))
        if groups is None:
            blanks = " " * length
            continue
        if blanks:
            yield Piece(blanks)
            blanks = ""
        group = min(groups) if len(groups) == 1 else None
        yield Piece((_SEVERAL if group is None else _MARKS[group]) * length, group)


def _x_labels(x: Scale, margin: int, columns: int) -> str:
    """Return the ends of the axis, below it; nothing where they have no room."""
    low, high = texts_apart((x.low, x.high))
    gap = columns - len(low) - len(high)
    return " " * margin + low + " " * gap + high if gap > 0 else ""


def _legend(points: Points, width: int, *, several: bool) -> Iterator[Line]:
    """Yield lines of marks and what they stand for, as many in a line as there is room for."""
    entries = [(Piece(_MARKS[of], of), name) for of, name in enumerate(points.names)]
    if several:
        entries.append((Piece(_SEVERAL), "several"))
    line: list[Piece] = []
    for mark, name in entries:
        said = f" {name}" if cell_len(name) + 2 <= width else set_cell_size(f" {name}", width - 1)
        said = said.rstrip()
        used = sum(cell_len(piece.text) for piece in line)
        if line and used + _GAP + 1 + cell_len(said) > width:
            yield tuple(line)
            line = []
        gap = [Piece(" " * _GAP)] if line else []
        line += [*gap, mark, Piece(said)]
    yield tuple(line)
