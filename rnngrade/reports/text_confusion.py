"""A confusion matrix in columns of text: the percents of each row, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rich.cells import cell_len

from rnngrade.reports.abbreviations import abbreviations
from rnngrade.reports.confusion_words import most_confused
from rnngrade.reports.exhibits import Confusion
from rnngrade.reports.number_text import percent_text

_GAP = 1
_GAP_BEFORE_CASES = 2
_HEAD_WIDTHS = (4, 3, 2)
_CASES = "n"
"""Head of the column that says how many cases a row has."""


class Kind(StrEnum):
    """What a piece of a line is, so that it can be emphasised."""

    LABEL = "label"
    RIGHT = "right"
    CONFUSED = "confused"
    """One of the most confused pairs."""
    OTHER = "other"
    NONE = "none"
    """No case at all."""


@dataclass(frozen=True)
class Piece:
    """A part of a line."""

    text: str
    kind: Kind


Line = tuple[Piece, ...]


def text_confusion(confusion: Confusion, width: int, none: str) -> tuple[Line, ...]:
    """Return the matrix as lines of at most ``width`` columns; no line where there is no room.

    Labels are shortened in the head only. ``none`` stands for a cell without a case.
    """
    cells = [list(_row(confusion, true, none)) for true in range(len(confusion.labels))]
    for head_width in _HEAD_WIDTHS:
        head = _head(confusion, head_width)
        lines = [_set(line, _widths([head, *cells])) for line in (head, *cells)]
        if sum(cell_len(piece.text) for piece in lines[0]) <= width:
            return tuple(lines)
    return ()


def _head(confusion: Confusion, width: int) -> list[Piece]:
    names = ("", *abbreviations(confusion.labels, width), _CASES)
    return [Piece(name, Kind.LABEL) for name in names]


def _row(confusion: Confusion, true: int, none: str) -> Iterator[Piece]:
    row = confusion.counts[true]
    of = sum(row)
    worst = {pair.answered for pair in most_confused(confusion) if pair.true == true}
    yield Piece(confusion.labels[true], Kind.LABEL)
    for answered, cases in enumerate(row):
        kind = Kind.CONFUSED if answered in worst else Kind.OTHER
        if answered == true:
            kind = Kind.RIGHT
        yield Piece(percent_text(cases, of), kind) if cases else Piece(none, Kind.NONE)
    yield Piece(f"{of:,}", Kind.LABEL)


def _widths(lines: Sequence[Sequence[Piece]]) -> list[int]:
    gaps = (0, *(_GAP for _ in lines[0][2:]), _GAP_BEFORE_CASES)
    return [
        max(cell_len(piece.text) for piece in column) + gap
        for column, gap in zip(zip(*lines, strict=True), gaps, strict=True)
    ]


def _set(line: Sequence[Piece], widths: Sequence[int]) -> Line:
    """Return ``line`` with its label to the left and all else to the right of its column."""
    blanks = (
        " " * (width - cell_len(piece.text)) for piece, width in zip(line, widths, strict=True)
    )
    return tuple(
        Piece(blank + piece.text if place else piece.text + blank, piece.kind)
        for place, (piece, blank) in enumerate(zip(line, blanks, strict=True))
    )
