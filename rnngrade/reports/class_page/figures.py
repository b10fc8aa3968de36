"""The figures of a class: the histogram of scores, and the heat map of students and checks."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rnngrade.reports.class_page.summary import OUTCOMES, Judged
from rnngrade.reports.scale import part

BINS = 20
MOST_COLUMNS = 400
"""In a heat map; where there are more students, each column stands for several."""


@dataclass(frozen=True)
class Bar:
    """One bar of the histogram: how many have that share of the points."""

    bin: int
    low: float
    """In percent, as ``high``. Who has exactly that much is in this bar."""
    high: float
    students: int
    height: float
    """In percent of the highest."""


@dataclass(frozen=True)
class Band:
    """One check in the heat map: students from left to right, by how it ended for them."""

    label: str
    counts: tuple[tuple[str, int], ...]
    """Of each outcome that there is, how many students have it."""
    paths: tuple[tuple[str, str], ...]
    """Of each such outcome, where it is drawn: a path in units of a column, and of the height."""


def bin_of(share: float) -> int:
    """Return in which bar a share of the points stands; all that is 1 or more is in the last."""
    return part(min(max(share, 0.0), 1.0), BINS)


def histogram(shares: Sequence[float]) -> tuple[Bar, ...]:
    """Return the bars, from the lowest scores to the highest."""
    counts = Counter(map(bin_of, shares))
    highest = max(counts.values(), default=1)
    width = 100 / BINS
    return tuple(
        Bar(place, place * width, (place + 1) * width, counts[place], 100 * counts[place] / highest)
        for place in range(BINS)
    )


def columns(judged: Sequence[Judged]) -> tuple[tuple[Judged, ...], ...]:
    """Return the columns of the heat map, each of them one student or several alike in number.

    The best score comes first; of equal ones, those whose checks ended alike stand together.
    """
    ordered = sorted(judged, key=lambda student: (-student.share, student.outcomes))
    size = math.ceil(len(ordered) / MOST_COLUMNS) or 1
    return tuple(tuple(ordered[start : start + size]) for start in range(0, len(ordered), size))


def bands(labels: Sequence[str], students: Sequence[Sequence[Judged]]) -> Iterator[Band]:
    """Yield the heat map's bands, one for each check, of which ``labels`` are given."""
    for place, label in enumerate(labels):
        counted = [_outcomes(column, place) for column in students]
        counts = sum(counted, Counter[int]())
        present = [number for number in range(len(OUTCOMES)) if counts[number]]
        yield Band(
            label,
            tuple((OUTCOMES[number], counts[number]) for number in present),
            tuple((OUTCOMES[number], "".join(_path(counted, number))) for number in present),
        )


def _outcomes(column: Sequence[Judged], place: int) -> Counter[int]:
    return Counter(student.outcomes[place] for student in column if place < len(student.outcomes))


def _path(columns: Sequence[Counter[int]], outcome: int) -> Iterator[str]:
    """Yield a rectangle for each run of columns in which ``outcome`` fills the same part."""
    start, extent = 0, (0.0, 0.0)
    for place, column in enumerate((*columns, Counter[int]())):
        here = _extent(column, outcome)
        if here != extent:
            if extent[0] < extent[1]:
                yield _rectangle(start, place, *extent)
            start, extent = place, here


def _extent(column: Counter[int], outcome: int) -> tuple[float, float]:
    """Return from where to where ``outcome`` reaches in a column: passes are at the bottom."""
    whole = column.total() or 1
    below = sum(column[number] for number in range(outcome))
    return 1 - (below + column[outcome]) / whole, 1 - below / whole


def _rectangle(left: int, right: int, top: float, bottom: float) -> str:
    return f"M{left} {top:.3g}H{right}V{bottom:.3g}H{left}z"
