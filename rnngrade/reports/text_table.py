"""A table set in columns of text, wrapped to the width where it must be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from rich.cells import cell_len

from rnngrade.result import Table

Wrap = Callable[[str, int], list[str]]
"""Breaks a text into lines of at most so many columns."""

_GAP = 2
_NARROWEST = 6
_NUMBER = re.compile(r"[-+−]?[\d.,]+(e[-+]?\d+)?( ?[%a-zA-Z]{1,3})?|nan|[-+]?inf|[-–—]|", re.I)


def text_table(table: Table, width: int, rule: str, wrap: Wrap) -> list[str]:
    """Return ``table`` as lines of at most ``width`` columns, its head underlined with ``rule``.

    Columns of numbers are aligned to the right. Where there is no room for columns, every row
    becomes a list of ``column: cell``.
    """
    if not table.columns:
        return []
    lines = [table.columns, *table.rows]
    natural = [max(1, *map(cell_len, column)) for column in zip(*lines, strict=True)]
    widths = _fitted(natural, width - _GAP * (len(natural) - 1))
    if widths is None:
        return list(_listed(table, width, wrap))
    right = [_holds_numbers(column) for column in zip(*table.rows, strict=True)] or [
        False for _ in widths
    ]
    head, *rows = [list(_set(line, widths, right, wrap)) for line in lines]
    ruled = (" " * _GAP).join(rule * column for column in widths)
    return [*head, ruled, *(line for row in rows for line in row)]


def _fitted(natural: Sequence[int], room: int) -> list[int] | None:
    """Return how wide columns may be: the widest give way first. None where there is no room."""
    most = max(natural)
    while sum(min(column, most) for column in natural) > room:
        most -= 1
        if most < _NARROWEST:
            return None
    return [min(column, most) for column in natural]


def _holds_numbers(column: Sequence[str]) -> bool:
    return any(column) and all(_NUMBER.fullmatch(cell) for cell in column)


def _set(
    cells: Sequence[str], widths: Sequence[int], right: Sequence[bool], wrap: Wrap
) -> Iterator[str]:
    """Yield the lines of one row."""
    wrapped = [wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for number in range(max(map(len, wrapped))):
        line = [
            _aligned(lines[number] if number < len(lines) else "", width, at_right)
            for lines, width, at_right in zip(wrapped, widths, right, strict=True)
        ]
        yield (" " * _GAP).join(line).rstrip()


def _aligned(text: str, width: int, right: bool) -> str:
    blank = " " * (width - cell_len(text))
    return blank + text if right else text + blank


def _listed(table: Table, width: int, wrap: Wrap) -> Iterator[str]:
    for number, row in enumerate(table.rows):
        if number:
            yield ""
        for name, cell in zip(table.columns, row, strict=True):
            yield from wrap(f"{name}: {cell}" if name else cell, width)
