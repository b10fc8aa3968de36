"""What a student is told with a grade, in a few lines of plain text."""

from __future__ import annotations

from collections.abc import Iterator

from rnngrade.gradebook.interface import Standing
from rnngrade.plain_text import clipped
from rnngrade.result import CheckResult, Outcome
from rnngrade.scoring import points_text

LONGEST = 3000
_LONGEST_LINE = 400
_GOOD = (Outcome.PASS, Outcome.SKIP, Outcome.REVIEW)


def feedback(standing: Standing, score: float) -> str:
    """Return what to say of a grade that counts as ``score``: of at most so many characters.

    What failed, with the diagnosis and what to try; what lateness costs; what a person has said.
    """
    lines = [" ".join(clipped(line, _LONGEST_LINE).split()) for line in _lines(standing, score)]
    text = "\n".join(lines)
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rpartition("\n")[0] + "\n(There is more in the report.)"


def _lines(standing: Standing, score: float) -> Iterator[str]:
    yield f"Score: {points_text(score)} of {points_text(standing.max_score or 0)}."
    if standing.penalty and standing.penalty.points:
        off = points_text(standing.penalty.points)
        yield f"Late: {off} points taken off; {standing.penalty.reason}."
    for check in standing.result.checks if standing.result else ():
        review = standing.reviews.get(check.id)
        if review:
            points = min(review.points, check.max_points)
            yield f"{_with_points(check, points)}: {review.comment or 'graded by a person'}"
        elif check.outcome not in _GOOD:
            yield f"{_with_points(check, check.points)}: {_said(check)}"


def _with_points(check: CheckResult, points: float) -> str:
    return f"{check.label} ({points_text(points)}/{points_text(check.max_points)})"


def _said(check: CheckResult) -> str:
    where = ""
    if check.location:
        code = f": {check.source_line.strip()}" if check.source_line.strip() else ""
        where = f" (at {check.location}{code})"
    if check.diagnosis:
        said = " ".join(f"{found.message} Try: {found.hint}" for found in check.diagnosis)
        return f"{said}{where}"
    return f"{check.message}{where}" + (f" Try: {check.hint}" if check.hint else "")
