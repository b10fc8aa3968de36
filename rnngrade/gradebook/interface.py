"""What the gradebook stage hands on: one standing for each submission and each absent student."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rnngrade.intake.interface import Entry, Student
from rnngrade.result import Result


class GradebookError(Exception):
    """What cannot be done with a results folder: what was expected, what came, what to try."""


@dataclass(frozen=True)
class Review:
    """What a person has said of one check; kept apart from the machine's result."""

    points: float
    """In place of the machine's, with at most 2 decimals."""
    comment: str = ""
    reviewer: str = ""
    """Who: as the person names themselves."""
    time: str = ""
    """When: ISO 8601, UTC."""
    submission_sha256: str = ""
    """Hex digest of the submission that they have read."""


@dataclass(frozen=True)
class Penalty:
    """What lateness costs."""

    points: float
    """Taken off the raw score; 0 or more."""
    reason: str
    """In a sentence: how late, and what the rubric says of that."""


@dataclass(frozen=True)
class Standing:
    """One row of a class: a submission with all that is known of it, or a student without one."""

    name: str
    """Of its files in the results folder; the student's id where nothing was handed in."""
    student: Student | None
    entry: Entry | None
    """None for who handed in nothing. Its ``path`` need not be there any more."""
    result: Result | None
    """The machine's; None where nothing was handed in, or it is not judged yet."""
    error: str = ""
    """Why there is no result, or what the grader itself failed in."""
    remarks: tuple[str, ...] = ()
    """What a person should know of the grade, each in a sentence."""
    reviews: Mapping[str, Review] = field(default_factory=dict)
    """A person's, by check."""
    to_review: tuple[str, ...] = ()
    """Checks that wait for a person."""
    raw: float | None = None
    """The machine's points with those of the reviews in their place; None without a result."""
    max_score: float | None = None
    penalty: Penalty | None = None
    """None where nothing is known of lateness, or the rubric has no policy."""
    final: float | None = None
    """``raw`` less the penalty, at least 0; None without a result."""
    passed: bool | None = None
    """Whether ``final`` reaches the pass mark, and every required check was passed."""
