"""The loss over the steps, drawn with characters for a terminal."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len

from rnngrade.reports.curve_words import last_words, level_words
from rnngrade.reports.exhibits import Curve
from rnngrade.reports.number_text import step_text, texts_apart
from rnngrade.reports.scale import Scale, part, scale_of

_ROWS = 8
_WIDEST = 64
_NARROWEST_BESIDE = 24
"""Columns that a plot keeps when the names of its levels stand beside it."""
_BRAILLE = 0x2800
_DOT_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""By row and column in a cell, as Unicode numbers the dots of its Braille patterns."""


@dataclass(frozen=True)
class Pen:
    """With which characters a plot is drawn."""

    dots_across: int
    """How many dots a character has side by side, and one above the other."""
    dots_down: int
    point: str
    """A character of one dot; empty for Braille patterns."""
    level: str
    not_finite: str
    axis: str
    tick: str
    corner: str
    floor: str


BRAILLE = Pen(2, 4, "", "╌", "×", "│", "┤", "└", "─")
ASCII = Pen(1, 1, "*", "-", "x", "|", "+", "+", "-")


@dataclass(frozen=True)
class Drawing:
    """Lines of equal meaning and no more than the width, and the key that had no room in them."""

    lines: tuple[str, ...]
    key: str
    """Names of the levels, where they do not stand beside the plot; may be empty."""
    log: bool


def text_plot(curve: Curve, width: int, pen: Pen) -> Drawing:
    """Draw ``curve`` into ``width`` columns; nothing where no loss is finite."""
    if not any(map(math.isfinite, curve.losses)):
        return Drawing((), "", log=False)
    scale = scale_of((*curve.losses, *(value for _, value in curve.levels)))
    bottom, top = texts_apart((scale.low, scale.high))
    margin = max(len(top), len(bottom)) + 1
    room = max(width - margin - 1, 1)
    names = _names(curve, scale)
    columns = room - 1 - max(map(cell_len, names.values()), default=-1)
    key = ""
    if names and columns < _NARROWEST_BESIDE:
        named = ", ".join(level_words(*level) for level in curve.levels)
        columns, key, names = room, f"{pen.level * 2} {named}", {}
    columns = min(columns, _WIDEST)
    labels = {0: top, _ROWS - 1: bottom}
    lines = [
        f"{labels.get(row, ''):>{margin - 1}} {pen.tick if row in labels else pen.axis}"
        f"{cells} {names.get(row, '')}".rstrip()
        for row, cells in enumerate(_cells(curve, scale, columns, pen))
    ]
    lines.append(" " * margin + pen.corner + pen.floor * columns)
    lines.append(_x_label(curve, margin + 1, columns))
    return Drawing(tuple(lines), key, scale.log)


def _names(curve: Curve, scale: Scale) -> dict[int, str]:
    """Return the names of the levels by the row at which they stand."""
    names: dict[int, str] = {}
    for name, value in curve.levels:
        row, said = part(1 - scale.place(value), _ROWS), level_words(name, value)
        names[row] = f"{names[row]}, {said}" if row in names else said
    return names


def _cells(curve: Curve, scale: Scale, columns: int, pen: Pen) -> Iterator[str]:
    """Yield the rows of the plot, from the top, each of ``columns`` characters."""
    dots = set(_dots(curve, scale, columns * pen.dots_across, _ROWS * pen.dots_down))
    patterns: dict[tuple[int, int], int] = {}
    for x, y in dots:
        (row, down), (column, across) = divmod(y, pen.dots_down), divmod(x, pen.dots_across)
        patterns[row, column] = patterns.get((row, column), 0) | _DOT_BITS[down][across]
    levels = {part(1 - scale.place(value), _ROWS) for _, value in curve.levels}
    unknown = set(_columns_not_finite(curve, columns))
    for row in range(_ROWS):
        empty = pen.level if row in levels else " "
        cells = [_character(patterns.get((row, column)), pen, empty) for column in range(columns)]
        if row == 0:
            cells = [
                pen.not_finite if place in unknown else cell for place, cell in enumerate(cells)
            ]
        yield "".join(cells)


def _character(pattern: int | None, pen: Pen, empty: str) -> str:
    if pattern is None:
        return empty
    return pen.point or chr(_BRAILLE + pattern)


def _dots(curve: Curve, scale: Scale, across: int, down: int) -> Iterator[tuple[int, int]]:
    """Yield the dots of the curve: (from the left, from the top); steps that follow are joined."""
    steps = scale_of(curve.steps, log=False)
    before: tuple[int, int] | None = None
    for step, loss in zip(curve.steps, curve.losses, strict=True):
        if not math.isfinite(loss):
            before = None
            continue
        dot = part(steps.place(step), across), part(1 - scale.place(loss), down)
        yield from _line(before or dot, dot)
        before = dot


def _line(start: tuple[int, int], end: tuple[int, int]) -> Iterator[tuple[int, int]]:
    (x0, y0), (x1, y1) = start, end
    count = max(abs(x1 - x0), abs(y1 - y0), 1)
    for number in range(count + 1):
        yield x0 + round((x1 - x0) * number / count), y0 + round((y1 - y0) * number / count)


def _columns_not_finite(curve: Curve, columns: int) -> Iterator[int]:
    steps = scale_of(curve.steps, log=False)
    for step, loss in zip(curve.steps, curve.losses, strict=True):
        if not math.isfinite(loss):
            yield part(steps.place(step), columns)


def _x_label(curve: Curve, margin: int, columns: int) -> str:
    """Return the first step at the left end and the last, with its seconds, at the right one."""
    width = margin + columns
    last = last_words(curve)
    if len(last) > width:
        last = last.partition(", ")[0][:width]
    first = step_text(curve.steps[0])
    gap = columns - len(first) - len(last)
    return " " * margin + first + " " * gap + last if gap > 0 else last.rjust(width)
