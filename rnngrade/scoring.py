"""Scoring: outcomes and rubric in, points out. Counted in hundredths, so that sums are exact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from rnngrade.result import CheckResult, Diagnosis, Exhibit, Outcome
from rnngrade.rubric import Rubric
from rnngrade.submission.interface import Location


@dataclass(frozen=True)
class Judgement:
    """How one check ended, before points.

    The fields are those of ``CheckResult`` that no rubric decides.

    Raises ValueError where ``fraction`` is not between 0 and 1.
    """

    id: str
    label: str
    outcome: Outcome
    message: str
    diagnosis: tuple[Diagnosis, ...] = ()
    hint: str | None = None
    notes: tuple[str, ...] = ()
    evidence: Mapping[str, Any] = field(default_factory=dict)
    exhibits: tuple[Exhibit, ...] = ()
    location: Location | None = None
    source_line: str = ""
    duration: float = 0.0
    fraction: float = 0.0
    """Share of the points that a fail earns all the same. A pass earns all of them, and any other
    outcome none, whatever stands here."""
    applies: bool = True
    """False where the check cannot be judged on this machine (no GPU), so that it costs nothing."""

    def __post_init__(self) -> None:
        """Refuse a fraction that would give points below none or above all."""
        if not 0 <= self.fraction <= 1:
            raise ValueError(f"{self.id}: fraction is {self.fraction}; expected 0 to 1")


class Score(NamedTuple):
    """The checks with their points; their exact sums; whether the pass mark is reached."""

    checks: tuple[CheckResult, ...]
    score: float
    max_score: float
    passed: bool


def score(judgements: Sequence[Judgement], rubric: Rubric) -> Score:
    """Return the points that ``judgements`` earn by ``rubric``, out of those for the checks given.

    Bonus points are in the score and not in ``max_score``, so that it may be exceeded.
    Raises KeyError for a check that the rubric does not list.
    """
    checks = tuple(_scored(judgement, rubric) for judgement in judgements)
    return Score(
        checks,
        score=total(check.points for check in checks),
        max_score=total(check.max_points for check in checks if not check.bonus),
        passed=passes(checks, rubric.pass_mark),
    )


def passes(checks: Sequence[CheckResult], pass_mark: float, *, penalty: float = 0.0) -> bool:
    """Return whether ``checks`` reach the pass mark, and no required one stands against it.

    What waits for a person is left out. ``penalty`` is taken off what was earned.
    """
    needed = [check for check in checks if check.required and check.max_points]
    if any(check.outcome not in (Outcome.PASS, Outcome.REVIEW) for check in needed):
        return False
    judged = [check for check in checks if check.outcome is not Outcome.REVIEW]
    counted = [check for check in judged if not check.bonus]
    possible = sum(hundredths(check.max_points) for check in counted)
    if possible == 0:
        return all(check.outcome in (Outcome.PASS, Outcome.SKIP) for check in counted)
    earned = sum(hundredths(check.points) for check in judged) - hundredths(penalty)
    return max(earned, 0) >= _exact(pass_mark) * possible


def hundredths(points: float) -> int:
    """Return ``points`` in hundredths, rounded half up: 2.675, as it is written, gives 268."""
    return _rounded(_exact(points) * 100)


def total(points: Iterable[float]) -> float:
    """Return the exact sum of ``points``, each in hundredths at the finest."""
    return sum(map(hundredths, points)) / 100


def points_text(points: float) -> str:
    """Return points with the decimals that they have: 7, 7.5, 7.25."""
    whole, rest = divmod(hundredths(points), 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".")


def _scored(judgement: Judgement, rubric: Rubric) -> CheckResult:
    possible = hundredths(rubric.checks[judgement.id].points) if judgement.applies else 0
    return CheckResult(
        id=judgement.id,
        label=judgement.label,
        outcome=judgement.outcome,
        points=_earned(judgement, possible) / 100,
        max_points=possible / 100,
        message=judgement.message,
        diagnosis=judgement.diagnosis,
        hint=judgement.hint,
        notes=judgement.notes,
        evidence=judgement.evidence,
        exhibits=judgement.exhibits,
        location=judgement.location,
        source_line=judgement.source_line,
        duration=judgement.duration,
        required=rubric.checks[judgement.id].required,
        bonus=rubric.checks[judgement.id].bonus,
        fraction=judgement.fraction,
        applies=judgement.applies,
    )


def share(points: float, percent: float) -> float:
    """Return so many percent of ``points``, in hundredths."""
    return _rounded(_exact(points) * _exact(percent)) / 100


def _earned(judgement: Judgement, possible: int) -> int:
    if judgement.outcome is Outcome.PASS:
        return possible
    if judgement.outcome is Outcome.FAIL:
        return _rounded(_exact(judgement.fraction) * possible)
    return 0


def _exact(number: float) -> Decimal:
    return Decimal(repr(float(number)))


def _rounded(number: Decimal) -> int:
    return int(number.to_integral_value(rounding=ROUND_HALF_UP))
