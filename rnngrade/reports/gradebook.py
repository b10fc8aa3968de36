"""The gradebook: one CSV row for each submission, which a spreadsheet opens without running it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rnngrade.plain_text import clipped
from rnngrade.result import CheckResult, Outcome, Result
from rnngrade.scoring import points_text, total

_LONGEST_CELL = 1000
_FORMULA_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""The last four are the full-width ones, which spreadsheets of some locales take as well."""


@dataclass(frozen=True)
class Row:
    """One submission of a class: its path among the submissions, and what became of it."""

    submission: str
    result: Result | None
    """None where it could not be judged at all."""
    error: str = ""
    """Why it could not be judged, or not wholly."""


def render(rows: Sequence[Row]) -> str:
    """Return the gradebook as CSV text, with a header, for a file in UTF-8.

    After submission, score, max_score and passed comes one column of points for each check. It is
    empty where no machine can give them (a person must, the grader failed, it does not apply).
    Where checks are bonus, bonus_points says how much of the score came on top.
    """
    with_bonus = any(check.bonus for row in rows for check in _checks(row))
    names = list(dict.fromkeys(check.id for row in rows for check in _checks(row)))
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    bonus_header = ["bonus_points"] if with_bonus else []
    writer.writerow(["submission", "score", "max_score", "passed", *bonus_header, *names, "error"])
    for row in rows:
        points = {check.id: _points(check) for check in _checks(row)}
        cells = (points.get(name, "") for name in names)
        bonus = [_bonus(row)] if with_bonus else []
        writer.writerow([_cell(row.submission), *_totals(row), *bonus, *cells, _cell(_error(row))])
    return stream.getvalue()


def _checks(row: Row) -> tuple[CheckResult, ...]:
    return row.result.checks if row.result is not None else ()


def _totals(row: Row) -> tuple[str, str, str]:
    if row.result is None:
        return "", "", ""
    result = row.result
    return points_text(result.score), points_text(result.max_score), str(result.passed).lower()


def _bonus(row: Row) -> str:
    if row.result is None:
        return ""
    return points_text(total(check.points for check in row.result.checks if check.bonus))


def _points(check: CheckResult) -> str:
    unjudged = check.outcome in (Outcome.REVIEW, Outcome.ERROR)
    inapplicable = check.outcome is Outcome.SKIP and not check.max_points
    return "" if unjudged or inapplicable else points_text(check.points)


def _error(row: Row) -> str:
    return "; ".join(filter(None, (row.error, *_faults(row))))


def _faults(row: Row) -> Iterator[str]:
    for check in _checks(row):
        if check.outcome is Outcome.ERROR:
            yield f"{check.id}: {check.message}"


def _cell(text: str) -> str:
    """Return ``text`` as one line that no spreadsheet takes for a formula."""
    line = " ".join(clipped(text, _LONGEST_CELL).split())
    return f"'{line}" if line.startswith(_FORMULA_STARTS) else line
