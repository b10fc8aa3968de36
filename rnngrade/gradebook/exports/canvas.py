"""Canvas: the CSV file of its gradebook.

Canvas finds a student by the number that it calls ID, else by SIS User ID, which it reads only
where the column SIS Login ID follows, else by that login, else by name. An assignment is known by
the number that its own export writes after the name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rnngrade.gradebook.cells import cell
from rnngrade.gradebook.exports.interface import Assignment, Grade, Row
from rnngrade.intake.interface import Student
from rnngrade.intake.roster import column
from rnngrade.scoring import points_text

PERSON = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_POINTS_POSSIBLE = "Points Possible"


@dataclass(frozen=True)
class Canvas:
    """The columns of Canvas, with the row that says what points are to be had."""

    assignment: Assignment

    def heading(self) -> list[list[str]]:
        """Return the columns, and the points to be had, as Canvas exports both."""
        most = points_text(self.assignment.max_score)
        return [
            [*PERSON, cell(_title(self.assignment))],
            [f"    {_POINTS_POSSIBLE}", "", "", "", "", most],
        ]

    def row(self, grade: Grade) -> Row:
        """Return the row of a student."""
        person = _person(grade.student)
        refusal = caution = ""
        if _POINTS_POSSIBLE.casefold() in person["Student"].casefold():
            refusal = f"Canvas takes a name with “{_POINTS_POSSIBLE}” for the assignment's own row"
        if not person["ID"] and not person["SIS Login ID"]:
            caution = "no login is known: Canvas looks for the SIS User ID, then for the name"
        elif _is_unknown(self.assignment):
            caution = (
                f"the roster has no assignment “{cell(_title(self.assignment))}”, so that Canvas "
                "will make a new one; --assignment takes the name of one that is there"
            )
        cells = [cell(person[heading]) for heading in PERSON]
        return Row([*cells, points_text(grade.score)], refusal, caution)


def _person(student: Student) -> dict[str, str]:
    number, sis_id = column(student, "canvas"), column(student, "sis id")
    return {
        "Student": student.name or student.id,
        "ID": number,
        "SIS User ID": sis_id or ("" if number else student.id),
        "SIS Login ID": column(student, "login") or student.email,
        "Section": student.section,
    }


def _title(assignment: Assignment) -> str:
    """Return the assignment's name, with its number where the roster is Canvas's own export."""
    name = assignment.name or assignment.title
    same = [
        each for each in _numbered(assignment) if re.fullmatch(rf"{re.escape(name)} \(\d+\)", each)
    ]
    return same[0] if len(same) == 1 else name


def _is_unknown(assignment: Assignment) -> bool:
    """Return whether the roster is Canvas's own export, and has assignments, but not this one."""
    known = _numbered(assignment)
    return bool(known) and _title(assignment) not in known


def _numbered(assignment: Assignment) -> list[str]:
    """Return the assignments on a roster that is Canvas's own export, as it calls them."""
    columns = assignment.students[0].columns if assignment.students else ()
    return [each for each in columns if re.fullmatch(r".+ \(\d+\)", each)]
