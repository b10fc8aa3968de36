"""Grades for another system: each of them, or a line that says why it is not among them."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path

from rnngrade.gradebook.cells import cell
from rnngrade.gradebook.exports import Assignment, Format, Grade, Row
from rnngrade.gradebook.folder import ResultsFolder, open_results, require_new
from rnngrade.gradebook.interface import GradebookError, Standing
from rnngrade.gradebook.standings import NOTHING, standings
from rnngrade.intake.interface import Student
from rnngrade.scoring import points_text
from rnngrade.whole_file import writing_whole


@dataclass(frozen=True)
class Choice:
    """What is asked for."""

    name: str = ""
    """What the other system calls the assignment; empty for the exercise's own name."""
    allow_open: bool = False
    """Also grades that a person may still change, or that a fault of the grader stands in."""
    raw: bool = False
    """Before the penalty, for a system that takes it off itself."""
    roster: Sequence[Student] | None = None
    """Who is in the class, in place of the roster that was graded with."""


@dataclass
class Exported:
    """What became of every student: how many grades were written, and who was left out, and why."""

    grades: int = 0
    left_out: list[tuple[str, str]] = field(default_factory=list)
    """Whose, and the reason in a sentence."""
    cautions: Counter[str] = field(default_factory=Counter)
    """What must be minded at the import, with the number of grades that it is about."""

    def reasons(self) -> Iterator[str]:
        """Yield a line for each who was left out."""
        for name, reason in self.left_out:
            yield f"{cell(name)}: {cell(reason)}"


class _LeftOut(Exception):
    """Why a standing is not exported."""


def export(
    folder: Path, to: Callable[[Assignment], Format], path: Path, choice: Choice
) -> Exported:
    """Write the grades of a results folder into a new file that another system imports.

    Raises ``BatchError``, ``RubricError`` and ``OSError``; ``GradebookError`` where the file is
    there already, or there is nothing to export.
    """
    require_new(path)
    results = open_results(folder)
    assignment = _assignment(results, choice)
    known, done, written = _by_id(choice), Exported(), set[str]()
    on_roster = frozenset(_on_roster(results))
    target = to(assignment)
    with writing_whole(path) as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerows(target.heading())
        for standing in standings(folder):
            try:
                student = _student(standing, known, on_roster)
                row = _row(standing, student, target, assignment, choice)
                if student.id in written:
                    raise _LeftOut(f"another submission of {student.id} has a grade in the file")
            except _LeftOut as reason:
                done.left_out.append((standing.name, str(reason)))
                continue
            written.add(student.id)
            table.writerow(row.cells)
            done.grades += 1
            done.cautions.update([row.caution] if row.caution else [])
        unheard_of = list(_unheard_of(results, known))
        done.left_out += [(student, NOTHING) for student in unheard_of]
        if not done.grades:
            why = "there is no grade to export:"
            if known and len(unheard_of) == len(known):
                why = _strangers(unheard_of, results)
            raise GradebookError("\n".join((why, *done.reasons())))
    return done


def _by_id(choice: Choice) -> Mapping[str, Student] | None:
    return None if choice.roster is None else {student.id: student for student in choice.roster}


def _student(
    standing: Standing, known: Mapping[str, Student] | None, on_roster: Set[str]
) -> Student:
    """Return whose grade it is: by their id on another roster, or by the submission's name.

    ``on_roster`` are the ids that were there when it was graded: who was not matched is no one of
    these.
    """
    if standing.result is None:
        raise _LeftOut(standing.error)
    name = standing.student.id if standing.student else standing.name
    if standing.student is None and name in on_roster:
        raise _LeftOut("when it was graded, it could not be told whose it is")
    student = standing.student if known is None else known.get(name)
    if student is None and known is None:
        if on_roster:
            raise _LeftOut("nobody on the roster that was graded with is known by its name")
        raise _LeftOut("no student is known to have handed it in; give a --roster")
    if student is None:
        raise _LeftOut(f"no student on the roster has the id {name}")
    for kind, text in (("id", student.id), ("email", student.email)):
        if cell(text) != text:  # It would arrive as another, or run as a formula.
            raise _LeftOut(f"their {kind} cannot stand in a CSV file as it is; enter it by hand")
    return student


def _unheard_of(results: ResultsFolder, known: Mapping[str, Student] | None) -> Iterator[str]:
    """Yield the ids on another roster that the results folder knows nothing of."""
    yield from sorted((known or {}).keys() - set(_ids(results)))


def _ids(results: ResultsFolder) -> Iterator[str]:
    """Yield what each in a results folder is known by to another roster."""
    yield from (entry.name for entry in results.manifest.entries if not entry.student)
    yield from _on_roster(results)


def _on_roster(results: ResultsFolder) -> Iterator[str]:
    """Yield the ids of the roster that was graded with."""
    yield from (entry.student.id for entry in results.manifest.entries if entry.student)
    yield from (student.id for student in results.manifest.absent)


def _strangers(ids: Sequence[str], results: ResultsFolder) -> str:
    """Return what to say of a roster that has nobody of a results folder on it."""
    here = next(_ids(results), "")
    such_as = f", which has ids such as {cell(here)}" if here else ""
    return (
        f"nobody on the roster, with ids such as {cell(ids[0])}, is in {results.path}{such_as}; "
        "give a roster with the ids that were graded with:"
    )


def _row(
    standing: Standing, student: Student, to: Format, assignment: Assignment, choice: Choice
) -> Row:
    if not choice.allow_open and standing.error:
        raise _LeftOut(standing.error)
    if not choice.allow_open and standing.to_review:
        raise _LeftOut(f"waits for a person: {', '.join(standing.to_review)}")
    if (most := standing.max_score or 0.0) != assignment.max_score:
        usual = points_text(assignment.max_score)
        raise _LeftOut(f"out of {points_text(most)} points, not {usual}; enter it by hand")
    row = to.row(_grade(standing, student, choice))
    if row.refusal:
        raise _LeftOut(row.refusal)
    return row


def _grade(standing: Standing, student: Student, choice: Choice) -> Grade:
    raw = standing.raw or 0.0
    if choice.raw or standing.penalty is None:
        # Nothing is taken off the grade, so that no feedback may say so.
        return Grade(student, replace(standing, penalty=None), raw, 0.0, raw)
    return Grade(student, standing, raw, standing.penalty.points, standing.final or 0.0)


def _assignment(results: ResultsFolder, choice: Choice) -> Assignment:
    rubric, entries = results.rubric, results.manifest.entries
    known = [entry.student for entry in entries if entry.student]
    possible = (row.max_score for row in standings(results.path))
    return Assignment(
        id=rubric.exercise,
        title=rubric.title,
        name=choice.name,
        max_score=next((most for most in possible if most is not None), 0.0),
        due=rubric.late.due if rubric.late else None,
        students=known if choice.roster is None else choice.roster,
    )
