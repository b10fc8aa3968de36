"""What the page says of a class as a whole, gathered from one student after another."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field

from rnngrade.reports.class_page.row import Row, one_line
from rnngrade.reports.page import data_remark, isolation_remark
from rnngrade.result import Outcome, Result

_MOST_CHECKS = 60
_MOST_MISTAKES = 60
_MOST_FACTS = 12
_MOST_NAMES = 8
_LONGEST_MESSAGE = 300

OUTCOMES = tuple(Outcome)


@dataclass
class Mistake:
    """A diagnosis, and who was given it."""

    id: str
    message: str
    students: int = 0
    first: list[tuple[str, str]] = field(default_factory=list)
    """Key and name of a few of them."""


@dataclass(frozen=True)
class Judged:
    """How one student's checks ended, as a heat map needs it."""

    share: float
    outcomes: bytes
    """Of each check in order, its place in ``OUTCOMES``, or one more where it has none."""


@dataclass
class Summary:
    """Counts that grow by some hundred bytes a student, whatever these have handed in."""

    students: int = 0
    flags: Counter[str] = field(default_factory=Counter)
    sections: bool = False
    """Whether any student is in one."""
    checks: dict[str, str] = field(default_factory=dict)
    """Labels by id, in the order of the results."""
    mistakes: dict[str, Mistake] = field(default_factory=dict)
    shares: array[float] = field(default_factory=lambda: array("d"))
    """Of the points to be had, for each student who has a score."""
    judged: list[Judged] = field(default_factory=list)
    pass_mark: float | None = None
    max_score: float = 0.0
    facts: dict[str, None] = field(default_factory=dict)
    """What the results were judged by, in sentences, each of them once."""

    def add(self, row: Row, result: Result | None) -> None:
        """Count one student in."""
        self.students += 1
        self.flags.update(row.flags)
        self.sections = self.sections or bool(row.section)
        if row.share is not None:
            self.shares.append(row.share)
        if result is not None:
            self._add_result(row, result)

    def most_common(self) -> list[Mistake]:
        """Return the mistakes, the most common first."""
        return sorted(self.mistakes.values(), key=lambda mistake: (-mistake.students, mistake.id))

    def _add_result(self, row: Row, result: Result) -> None:
        for check in result.checks:
            if len(self.checks) < _MOST_CHECKS:
                self.checks.setdefault(one_line(check.id), one_line(check.label))
        places = (self._place(row, check) for check in self.checks)
        self.judged.append(Judged(row.share or 0.0, bytes(places)))
        self.pass_mark = result.pass_mark
        self.max_score = max(self.max_score, result.max_score)
        self._count_mistakes(row, result)
        if len(self.facts) < _MOST_FACTS:
            self.facts.update(dict.fromkeys(filter(None, _facts(result))))

    def _place(self, row: Row, check: str) -> int:
        cell = row.cells.get(check)
        return len(OUTCOMES) if cell is None else OUTCOMES.index(Outcome(cell.outcome))

    def _count_mistakes(self, row: Row, result: Result) -> None:
        said = {one_line(d.id): d.message for check in result.checks for d in check.diagnosis}
        for name in row.diagnoses:
            if name not in self.mistakes and len(self.mistakes) == _MOST_MISTAKES:
                continue
            mistake = self.mistakes.setdefault(
                name, Mistake(name, one_line(said[name], _LONGEST_MESSAGE))
            )
            mistake.students += 1
            if len(mistake.first) < _MOST_NAMES:
                mistake.first.append((row.key, row.name))


def _facts(result: Result) -> tuple[str, ...]:
    exercise, environment = result.exercise, result.environment
    rubric = f", rubric {exercise.rubric_sha256[:8]}" if exercise.rubric_sha256 else ""
    seed = "a secret seed" if result.seed is None else f"seed {result.seed}"
    return (
        one_line(
            f"Judged by rnngrade {result.package_version}, exercise {exercise.id} "
            f"{exercise.version}{rubric}, {seed}, on {environment.device}."
        ),
        data_remark(result),
        isolation_remark(result),
    )
