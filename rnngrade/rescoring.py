"""Another rubric's points for what has been judged already: nothing is run again."""

from __future__ import annotations

from dataclasses import fields, replace

from rnngrade.result import CheckResult, Result
from rnngrade.rubric import Rubric
from rnngrade.scoring import Judgement, score


class RescoringError(Exception):
    """A result that another rubric cannot score: it could have ended otherwise by that one."""


def rescored(result: Result, rubric: Rubric) -> Result:
    """Return ``result`` as it would be had it been judged by ``rubric``.

    Raises ``RescoringError`` where it could have ended otherwise: the rubric is of another
    exercise, or differs in what decides how checks end, or the result is damaged.
    """
    if result.exercise.id != rubric.exercise:
        raise RescoringError(
            f"this is a result of {result.exercise.id}; the rubric is that of {rubric.exercise}"
        )
    if not result.exercise.judging_sha256:
        raise RescoringError("it does not say what it was judged by, as older results; grade again")
    if result.exercise.judging_sha256 != rubric.judging_sha256:
        raise RescoringError(
            "the rubric differs in more than points and words from what it was judged by "
            "(settings, limits, tolerances, forbidden names or known mistakes); grade again"
        )
    if unknown := [check.id for check in result.checks if check.id not in rubric.checks]:
        raise RescoringError(f"it has checks that no rubric has: {', '.join(unknown)}; grade again")
    scored = score([_judgement(check, rubric) for check in result.checks], rubric)
    tag = replace(result.exercise, version=rubric.version, rubric_sha256=rubric.sha256)
    return replace(
        result,
        exercise=tag,
        score=scored.score,
        max_score=scored.max_score,
        pass_mark=rubric.pass_mark,
        passed=scored.passed,
        checks=scored.checks,
    )


def _judgement(check: CheckResult, rubric: Rubric) -> Judgement:
    """Return what was judged, with the rubric's words for the mistakes that were found."""
    kept = {field.name: getattr(check, field.name) for field in fields(Judgement)}
    words = [rubric.mistakes.get(found.id, found) for found in check.diagnosis]
    of_mistakes = [
        new.hint for old, new in zip(check.diagnosis, words, strict=True) if old.hint == check.hint
    ]
    hint = of_mistakes[0] if of_mistakes else check.hint  # or one of the check's own
    return Judgement(**(kept | {"diagnosis": tuple(words), "hint": hint}))
