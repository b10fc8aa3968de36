"""The standings of a class: machine, person and calendar put together, one student at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from rnngrade.gradebook import reviews as kept
from rnngrade.gradebook.folder import ResultsFolder, open_results
from rnngrade.gradebook.interface import GradebookError, Review, Standing
from rnngrade.gradebook.lateness import penalty
from rnngrade.intake.interface import Entry, Student
from rnngrade.result import CheckResult, Outcome, Result
from rnngrade.scoring import passes, points_text, total

NOTHING = "nothing was handed in"
NOT_YET = "not graded yet"


def standings(folder: Path) -> Iterator[Standing]:
    """Return a standing for each submission of a results folder and each absent student.

    In the order of their names. One result at a time is read, as it is asked for. Raises
    ``BatchError`` and ``RubricError`` at once where it is no results folder; of a result or a
    review that cannot be read, the standing itself says so.
    """
    results = open_results(folder)
    rows: list[Entry | Student] = [*results.manifest.entries, *results.manifest.absent]
    return (_standing(results, row) for row in sorted(rows, key=_place))


def _place(row: Entry | Student) -> tuple[str, str]:
    if isinstance(row, Student):
        return (row.name or row.id).casefold(), row.id
    student = row.student
    return ((student.name or student.id) if student else row.name).casefold(), row.name


def _standing(results: ResultsFolder, row: Entry | Student) -> Standing:
    if isinstance(row, Student):
        return Standing(row.id, row, None, None, error=NOTHING)
    bare = Standing(row.name, row.student, row, None, error=NOT_YET)
    try:
        result = results.result(row.name)
    except GradebookError as error:
        return replace(bare, error=str(error))
    if result is None:
        return bare
    try:
        reviews, unread = kept.read(results, row.name), ""
    except GradebookError as error:
        reviews, unread = {}, str(error)
    return _judged(
        results, replace(bare, result=result, error=unread, reviews=reviews), row, result
    )


def _judged(results: ResultsFolder, so_far: Standing, entry: Entry, result: Result) -> Standing:
    checks = [reviewed(check, so_far.reviews) for check in result.checks]
    raw = total(check.points for check in checks)
    late = penalty(entry, results.rubric.late, result.max_score)
    off = late.points if late else 0.0
    return replace(
        so_far,
        error="; ".join(filter(None, (so_far.error, *_faults(checks)))),
        remarks=tuple(_remarks(results, replace(so_far, penalty=late), result)),
        to_review=tuple(check.id for check in checks if check.outcome is Outcome.REVIEW),
        raw=raw,
        max_score=result.max_score,
        penalty=late,
        final=total((max(raw - off, 0.0),)),
        passed=passes(checks, result.pass_mark, penalty=off),
    )


def reviewed(check: CheckResult, reviews: Mapping[str, Review]) -> CheckResult:
    """Return a check as a person sees it.

    With all its points it is passed; and with any, where it was a person's to grade anyway.
    """
    if check.id not in reviews:
        return check
    points = min(reviews[check.id].points, check.max_points)
    passed = points == check.max_points or (check.outcome is Outcome.REVIEW and points > 0)
    return replace(check, points=points, outcome=Outcome.PASS if passed else Outcome.FAIL)


def _faults(checks: Sequence[CheckResult]) -> Iterator[str]:
    for check in checks:
        if check.outcome is Outcome.ERROR:
            yield f"{check.id}: {check.message}"


def _remarks(results: ResultsFolder, standing: Standing, result: Result) -> Iterator[str]:
    if result.exercise.rubric_sha256 not in ("", results.rubric.sha256):
        yield "scored by another rubric than the folder's: grade or rescore again"
    if results.rubric.late and standing.entry and not standing.penalty:
        yield "when it was handed in is not known, so the late policy was not applied"
    checks = {check.id: check for check in result.checks}
    for name, review in standing.reviews.items():
        if name not in checks:
            yield f"the review of {name} is of a check that the result does not have"
            continue
        if review.submission_sha256 != result.submission.sha256:
            yield f"the review of {name} is of an earlier submission"
        if review.points > (most := checks[name].max_points):
            given = points_text(review.points)
            yield f"the review of {name} gives {given} points, of {points_text(most)}: cut to these"
