"""One row of the page: what its table, figures and filters know of a standing, as plain text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from rnngrade.gradebook.interface import Standing
from rnngrade.gradebook.standings import reviewed
from rnngrade.plain_text import clipped
from rnngrade.result import CheckResult, Outcome
from rnngrade.scoring import points_text

_LONGEST_LINE = 120
_LONGEST_KEY = 300
_LONGEST_REASON = 300
_MOST_DIAGNOSES = 8

WORDS = {
    "passed": "passed",
    "failed": "not passed",
    "unjudged": "not judged",
    "absent": "nothing handed in",
}
"""How a student stands, and what is said of it."""


@dataclass(frozen=True)
class Cell:
    """One check of one student."""

    outcome: str
    """Of ``Outcome``; where a person has graded it, what they make of it."""
    said: str
    """The same in words, with points."""


@dataclass(frozen=True)
class Row:
    """One student's line. Every text is plain and bounded."""

    key: str
    """What a link to the student ends with."""
    name: str
    id: str
    section: str
    state: str
    """A key of ``WORDS``."""
    score: str
    """Empty without a result, as the next three."""
    max_score: str
    raw: str
    share: float | None
    """Of the points to be had, after the penalty; more than 1 with bonus points."""
    late: str
    """What lateness costs, or ``late``; empty where nobody says that it was late."""
    late_reason: str
    waits: bool
    """Whether a check waits for a person."""
    faulty: bool
    """Whether the grader itself failed."""
    cells: Mapping[str, Cell]
    """By check."""
    diagnoses: tuple[str, ...]
    """Ids, each of them once."""
    unexplained: bool
    """Whether a check failed and no known mistake was found."""

    @property
    def flags(self) -> tuple[str, ...]:
        """What it can be filtered by."""
        more = {
            "review": self.waits,
            "late": bool(self.late),
            "error": self.faulty,
            "unexplained": self.unexplained,
        }
        return (self.state, *(name for name, holds in more.items() if holds))

    @property
    def word(self) -> str:
        """Say how the student stands."""
        return WORDS[self.state]


def row_of(standing: Standing) -> Row:
    """Return the line of a standing."""
    student, result = standing.student, standing.result
    checks = [reviewed(check, standing.reviews) for check in result.checks] if result else []
    late, late_reason = _lateness(standing)
    diagnoses = _diagnoses(checks)
    return Row(
        key=one_line(standing.name, _LONGEST_KEY),
        name=_name(standing),
        id=one_line(student.id) if student is not None else "",
        section=one_line(student.section) if student is not None else "",
        state=_state(standing),
        score=_points(standing.final),
        max_score=_points(standing.max_score),
        raw=_points(standing.raw),
        share=_share(standing),
        late=late,
        late_reason=late_reason,
        waits=bool(standing.to_review),
        faulty=bool(result and standing.error) or any(c.outcome is Outcome.ERROR for c in checks),
        cells={one_line(c.id): _cell(c, c.id in standing.reviews) for c in checks},
        diagnoses=diagnoses,
        unexplained=not diagnoses and any(map(_failed, checks)),
    )


def one_line(text: str, longest: int = _LONGEST_LINE) -> str:
    """Return ``text`` plain and on one line, of about ``longest`` characters at most."""
    return " ".join(clipped(text, longest).split())


def dumps(row: Row) -> str:
    """Return a row as one line of JSON."""
    return json.dumps(asdict(row))


def loads(line: str) -> Row:
    """Return the row that ``dumps`` wrote."""
    document = json.loads(line)
    cells = {name: Cell(**cell) for name, cell in document["cells"].items()}
    return Row(**(document | {"cells": cells, "diagnoses": tuple(document["diagnoses"])}))


def _name(standing: Standing) -> str:
    """Return what a student is called: as on the roster, else as the submission is."""
    student = standing.student
    on_roster = (student.name, student.id) if student is not None else ()
    lines = map(one_line, (*on_roster, standing.name))
    return next(filter(None, lines), "(no name)")


def _points(points: float | None) -> str:
    return "" if points is None else points_text(points)


def _share(standing: Standing) -> float | None:
    if standing.final is None or not standing.max_score:
        return None
    return standing.final / standing.max_score


def _state(standing: Standing) -> str:
    if standing.passed is not None:
        return "passed" if standing.passed else "failed"
    return "unjudged" if standing.entry is not None else "absent"


def _lateness(standing: Standing) -> tuple[str, str]:
    penalty = standing.penalty
    reason = one_line(penalty.reason, _LONGEST_REASON) if penalty is not None else ""
    if penalty is not None and penalty.points:
        return f"−{points_text(penalty.points)}", reason
    if standing.entry is not None and standing.entry.late:
        return "late", reason or "Marked as late where it was handed in."
    return "", ""


def _cell(check: CheckResult, by_person: bool) -> Cell:
    most = f"/{points_text(check.max_points)}" if check.max_points else ""
    unknown = check.outcome in (Outcome.REVIEW, Outcome.ERROR)
    earned = "?" if unknown else points_text(check.points)
    said = f"{check.outcome} {earned}{most}" if most else str(check.outcome)
    return Cell(check.outcome, f"{said}, by a person" if by_person else said)


def _failed(check: CheckResult) -> bool:
    return check.outcome in (Outcome.FAIL, Outcome.TIMEOUT, Outcome.CRASH) and not check.bonus


def _diagnoses(checks: Sequence[CheckResult]) -> tuple[str, ...]:
    named = dict.fromkeys(one_line(d.id) for check in checks for d in check.diagnosis)
    return tuple(named)[:_MOST_DIAGNOSES]
