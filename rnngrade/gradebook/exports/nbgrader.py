"""nbgrader: the columns of ``nbgrader export``. Times are UTC, as there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from rnngrade.gradebook.cells import cell
from rnngrade.gradebook.exports.interface import Assignment, Grade, Row
from rnngrade.intake.interface import Student
from rnngrade.intake.roster import column
from rnngrade.scoring import points_text

COLUMNS = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
)


@dataclass(frozen=True)
class Nbgrader:
    """Who, when, and the score with what it is made of."""

    assignment: Assignment

    def heading(self) -> list[list[str]]:
        """Return the columns."""
        return [list(COLUMNS)]

    def row(self, grade: Grade) -> Row:
        """Return the row of a student."""
        student, entry = grade.student, grade.standing.entry
        assignment = self.assignment
        points = (grade.raw, grade.penalty, grade.score, assignment.max_score)
        cells = [
            cell(assignment.name or assignment.id),
            _time(assignment.due),
            _time(entry.submitted if entry else None),
            *map(cell, (student.id, *_names(student), student.email)),
            *map(points_text, points),
        ]
        return Row(cells)


def _names(student: Student) -> tuple[str, str]:
    """Return last and first name: as the roster has them, else split at the comma or last space."""
    last, first = column(student, "last"), column(student, "first")
    if last or first:
        return last, first
    if "," in student.name:
        last, _, first = student.name.partition(",")
    else:
        first, _, last = student.name.rpartition(" ")
    return last.strip(), first.strip()


def _time(time: datetime | None) -> str:
    return str(time.astimezone(UTC).replace(tzinfo=None)) if time else ""
