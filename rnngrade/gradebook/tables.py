"""``gradebook.csv``, a row a student, and ``checks.csv``, a row for each check of each of them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from rnngrade.gradebook.cells import cell
from rnngrade.gradebook.folder import open_results
from rnngrade.gradebook.interface import Standing
from rnngrade.gradebook.standings import standings
from rnngrade.result import CheckResult, Outcome
from rnngrade.rubric import Rubric
from rnngrade.scoring import points_text, total
from rnngrade.whole_file import writing_whole

PERSON = ("submission", "student_id", "name", "email", "section", "source", "submitted")
GRADE = ("raw_score", "max_score", "penalty", "final_score", "passed", "to_review")
CHECK = (
    "submission",
    "student_id",
    "check",
    "label",
    "outcome",
    "points",
    "max_points",
    "reviewed_points",
    "diagnosis",
    "message",
)


def write(folder: Path, seen: Callable[[Standing], None] = lambda _: None) -> None:
    """Write ``gradebook.csv`` and ``checks.csv`` of a results folder, each whole or not at all.

    ``seen`` is told of every standing. Raises ``BatchError``, ``RubricError`` and ``OSError``.
    """
    rubric = open_results(folder).rubric
    with (
        writing_whole(folder / "gradebook.csv") as by_student,
        writing_whole(folder / "checks.csv") as by_check,
    ):
        render(standings(folder), rubric, by_student, by_check, seen)


def render(
    rows: Iterable[Standing],
    rubric: Rubric,
    by_student: TextIO,
    by_check: TextIO,
    seen: Callable[[Standing], None] = lambda _: None,
) -> None:
    """Write both tables, each with a header, one standing after the other.

    In ``gradebook.csv``, every check of the rubric has a column of its points. It is empty where no
    machine can give them and nobody has: a person must, the grader failed, it does not apply. Where
    checks are bonus, ``bonus_points`` says how much of the score came on top.
    """
    students = csv.writer(by_student, lineterminator="\n")
    checks = csv.writer(by_check, lineterminator="\n")
    names = tuple(rubric.checks)
    bonus = ("bonus_points",) if any(c.bonus for c in rubric.checks.values()) else ()
    students.writerow([*PERSON, *GRADE, *bonus, *names, "remarks", "error"])
    checks.writerow(CHECK)
    for row in rows:
        on_top = [_bonus(row)] if bonus else []
        points = {check.id: _points(row, check) for check in _checks(row)}
        said = [cell("; ".join(_remarks(row))), cell(row.error)]
        each = [points.get(name, "") for name in names]
        students.writerow([*_person(row), *_grade(row), *on_top, *each, *said])
        checks.writerows(_check(row, check) for check in _checks(row))
        seen(row)


def _checks(row: Standing) -> Sequence[CheckResult]:
    return row.result.checks if row.result else ()


def _person(row: Standing) -> Iterator[str]:
    student, entry = row.student, row.entry
    yield cell(entry.name) if entry else ""
    known = (student.id, student.name, student.email, student.section) if student else ("",) * 4
    yield from map(cell, known)
    yield cell(entry.source) if entry else ""
    yield entry.submitted.isoformat() if entry and entry.submitted else ""


def _grade(row: Standing) -> Iterator[str]:
    late = row.penalty.points if row.penalty else None
    for points in (row.raw, row.max_score, late, row.final):
        yield "" if points is None else points_text(points)
    yield "" if row.passed is None else str(row.passed).lower()
    yield " ".join(row.to_review)


def _points(row: Standing, check: CheckResult) -> str:
    if check.id in row.reviews:
        return points_text(min(row.reviews[check.id].points, check.max_points))
    unjudged = check.outcome in (Outcome.REVIEW, Outcome.ERROR)
    inapplicable = check.outcome is Outcome.SKIP and not check.max_points
    return "" if unjudged or inapplicable else points_text(check.points)


def _bonus(row: Standing) -> str:
    if row.result is None:
        return ""
    return points_text(total(float(_points(row, c) or 0) for c in row.result.checks if c.bonus))


def _remarks(row: Standing) -> Iterator[str]:
    if row.penalty and (row.penalty.points or (row.entry and row.entry.late)):
        yield row.penalty.reason
    elif row.entry and row.entry.late:
        yield "marked late where it was downloaded from"
    yield from row.remarks


def _check(row: Standing, check: CheckResult) -> list[str]:
    review = row.reviews.get(check.id)
    return [
        cell(row.name),
        cell(row.student.id) if row.student else "",
        check.id,
        cell(check.label),
        check.outcome,
        points_text(check.points),
        points_text(check.max_points),
        points_text(review.points) if review else "",
        " ".join(diagnosis.id for diagnosis in check.diagnosis),
        cell(check.message),
    ]
