"""What an export is: a heading, then a row for each grade, in another system's own columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rnngrade.gradebook.interface import Standing
from rnngrade.intake.interface import Student


@dataclass(frozen=True)
class Assignment:
    """What the grades are of."""

    id: str
    """Of the exercise, such as ``ex1``."""
    title: str
    """Of the exercise."""
    name: str
    """What the other system calls it, where that was said; else empty."""
    max_score: float
    due: datetime | None
    students: Sequence[Student]
    """All that may have a row: a column may depend on what is known of every one."""


@dataclass(frozen=True)
class Grade:
    """The grade of one student, final."""

    student: Student
    """As the roster has them."""
    standing: Standing
    """Without a penalty where none is taken off."""
    raw: float
    penalty: float
    score: float


@dataclass(frozen=True)
class Row:
    """The cells of one grade, none of them a formula."""

    cells: list[str]
    refusal: str = ""
    """Why this system cannot be given the grade, in a sentence."""
    caution: str = ""
    """What must be minded at the import, in a sentence."""


class Format(Protocol):
    """A system that the grades of one assignment are exported to."""

    def heading(self) -> list[list[str]]:
        """Return the rows before the first grade."""

    def row(self, grade: Grade) -> Row:
        """Return the row of one grade."""
