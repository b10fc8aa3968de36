"""Exhibits as reports show them: every text plain and bounded, every curve equally long columns."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from rnngrade.plain_text import plain
from rnngrade.result import ConfusionMatrix, Exhibit, Picture, Scatter, Table, TrainingCurve

_MOST_EXHIBITS = 20
_MOST_LEVELS = 6
_MOST_ROWS = 50
_MOST_COLUMNS = 12
_LONGEST_TITLE = 120
_LONGEST_NAME = 24
_LONGEST_CELL = 80
_LONGEST_LABEL = 24
_LONGEST_ALTERNATIVE = 400


@dataclass(frozen=True)
class Curve:
    """One training, ready to be drawn. All four columns are equally long, every step is finite."""

    title: str
    steps: tuple[float, ...]
    losses: tuple[float, ...]
    gradient_norms: tuple[float, ...]
    """Before clipping. NaN where unknown, as in the other columns."""
    clipped_norms: tuple[float, ...]
    cpu_seconds: float
    """At the last step; NaN where unknown."""
    levels: tuple[tuple[str, float], ...]
    """Names and finite values to compare the loss with."""


@dataclass(frozen=True)
class Confusion:
    """A confusion matrix, ready to be drawn: a row for each true label, in it what was answered."""

    title: str
    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Points:
    """Points in the plane, ready to be drawn. ``x``, ``y`` and ``group`` are equally long."""

    title: str
    x: tuple[float, ...]
    """Finite, as ``y``."""
    y: tuple[float, ...]
    group: tuple[int, ...]
    """Of each point, its place in ``names``."""
    names: tuple[str, ...]


Shown = Curve | Table | Confusion | Picture | Points


def shown(exhibits: Iterable[Exhibit]) -> tuple[Shown, ...]:
    """Return ``exhibits`` for a reader; what is empty is left out, as are the first of too many."""
    worth = [ready for ready in map(_ready, exhibits) if _has_content(ready)]
    return tuple(worth[-_MOST_EXHIBITS:])


def _ready(exhibit: Exhibit) -> Shown:
    match exhibit:
        case TrainingCurve():
            return _curve(exhibit)
        case Table():
            return _table(exhibit)
        case ConfusionMatrix():
            return _confusion(exhibit)
        case Picture():
            return _picture(exhibit)
        case Scatter():
            return _points(exhibit)


def _has_content(exhibit: Shown) -> bool:
    match exhibit:
        case Curve():
            return bool(exhibit.steps)
        case Table():
            return bool(exhibit.columns)
        case Confusion():
            return any(map(any, exhibit.counts))
        case Picture():
            return True
        case Points():
            return bool(exhibit.x)


def _curve(curve: TrainingCurve) -> Curve:
    length = max(map(len, curve.columns.values()), default=0)
    steps = curve.columns.get("step", range(1, length + 1))
    unknown = (math.nan,) * len(steps)
    known = [row for row, step in enumerate(steps) if math.isfinite(step)]

    def column(name: str) -> tuple[float, ...]:
        values = (*curve.columns.get(name, ()), *unknown)
        return tuple(values[row] for row in known)

    seconds = [value for value in column("cpu_seconds") if math.isfinite(value)]
    levels = [level for level in curve.levels.items() if math.isfinite(level[1])]
    return Curve(
        _one_line(curve.title, _LONGEST_TITLE) or "Training",
        tuple(steps[row] for row in known),
        column("loss"),
        column("gradient_norm"),
        column("clipped_norm"),
        seconds[-1] if seconds else math.nan,
        tuple((_one_line(name, _LONGEST_NAME), value) for name, value in levels[:_MOST_LEVELS]),
    )


def _table(table: Table) -> Table:
    width = max(map(len, (table.columns, *table.rows)))
    left_out = len(table.rows) - _MOST_ROWS
    title = _one_line(table.title, _LONGEST_TITLE)
    return Table(
        f"{title} ({left_out} rows left out)".lstrip() if left_out > 0 else title,
        _cells(table.columns, width),
        tuple(_cells(row, width) for row in table.rows[:_MOST_ROWS]),
    )


def _confusion(matrix: ConfusionMatrix) -> Confusion:
    return Confusion(
        _one_line(matrix.title, _LONGEST_TITLE) or "Confusion matrix",
        tuple(_one_line(label, _LONGEST_LABEL) for label in matrix.labels),
        matrix.counts,
    )


def _picture(picture: Picture) -> Picture:
    title = _one_line(picture.title, _LONGEST_TITLE) or "Picture"
    alternative = _one_line(picture.alternative, _LONGEST_ALTERNATIVE) or title
    return replace(picture, title=title, alternative=alternative)


def _points(scatter: Scatter) -> Points:
    return Points(
        _one_line(scatter.title, _LONGEST_TITLE) or "Points",
        scatter.x,
        scatter.y,
        scatter.group,
        tuple(_one_line(name, _LONGEST_LABEL) for name in scatter.groups),
    )


def _cells(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    padded = (*cells, *("" for _ in range(width - len(cells))))
    return tuple(_one_line(cell, _LONGEST_CELL) for cell in padded[:_MOST_COLUMNS])


def _one_line(text: str, longest: int) -> str:
    line = " ".join(plain(text[: 4 * longest]).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
