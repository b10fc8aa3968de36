"""Moodle: a CSV file for its grade import, which asks what each column is.

One user that it does not know aborts the whole import. Where the field that users are found by is
empty, the row goes to the user of the row before: so a column is written where everyone has it, or
not at all. It reads feedback as HTML.
"""

from __future__ import annotations

from dataclasses import dataclass

from rnngrade.gradebook.cells import cell, html_cell
from rnngrade.gradebook.exports.interface import Assignment, Grade, Row
from rnngrade.gradebook.feedback import feedback
from rnngrade.scoring import points_text

_MOST = 100
"""What Moodle takes where a site has not set more."""


@dataclass(frozen=True)
class Moodle:
    """Who, the grade, and the feedback."""

    assignment: Assignment

    @property
    def _with_email(self) -> bool:
        return all(student.email for student in self.assignment.students)

    def heading(self) -> list[list[str]]:
        """Return the columns."""
        return [["id", *(["email"] if self._with_email else []), "grade", "feedback"]]

    def row(self, grade: Grade) -> Row:
        """Return the row of a student."""
        student = grade.student
        known = [student.id, *([student.email] if self._with_email else [])]
        said = html_cell(feedback(grade.standing, grade.score))
        caution = ""
        if grade.score > _MOST:
            caution = f"above {_MOST}: Moodle aborts unless its site allows more (unlimitedgrades)"
        elif not student.email:
            caution = "no email, so that nobody's is in the file: map id to the ID number"
        return Row([*map(cell, known), points_text(grade.score), said], caution=caution)
