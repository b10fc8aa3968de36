"""Runs the checks of an exercise in their order, and says how each ended."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from rnngrade.checks.context import Examination, sentence
from rnngrade.checks.interface import Check, Failed, ForReview, NotApplicable, Skipped
from rnngrade.result import Outcome
from rnngrade.scoring import Judgement
from rnngrade.worker.interface import WorkerError


def run_checks(checks: Sequence[Check], examination: Examination) -> Iterator[Judgement]:
    """Yield the judgement of each check as it is made."""
    examination.selected = frozenset(check.id for check in checks)
    for check in checks:
        started = time.perf_counter()
        examination.running = check
        judgement = _judge(check, examination)
        if judgement.outcome is Outcome.PASS:
            examination.passed_checks.add(check.id)
        yield replace(judgement, duration=time.perf_counter() - started)


def with_dependencies(checks: Sequence[Check], wanted: Sequence[str]) -> tuple[Check, ...]:
    """Return the checks with the ids ``wanted`` and all that they come after, in their order."""
    needed: set[str] = set()

    def add(check: Check) -> None:
        needed.add(check.id)
        for before in check.after:
            add(before)

    for check in checks:
        if check.id in wanted:
            add(check)
    return tuple(check for check in checks if check.id in needed)


def _judge(check: Check, examination: Examination) -> Judgement:
    if (first := _unmet(check, examination)) is not None:
        return _made(check, Outcome.SKIP, f"Not run: it needs “{first.label}” first.")
    try:
        passed = check.function(examination)
    except Failed as failure:
        return _failed(check, failure)
    except NotApplicable as reason:
        return _made(check, Outcome.SKIP, sentence(reason), applies=False)
    except Skipped as reason:
        return _made(check, Outcome.SKIP, sentence(reason))
    except WorkerError as error:
        return _failed(check, examination.stopped(error))
    except Exception as error:
        # Whatever else happens is the grader's fault, and is said to be.
        return _made(
            check,
            Outcome.ERROR,
            f"rnngrade failed here, not your code ({type(error).__name__}: {error}).",
            hint="Please report it, with the JSON of this result.",
            evidence={"traceback": traceback.format_exc()},
        )
    return _made(
        check,
        Outcome.REVIEW if isinstance(passed, ForReview) else Outcome.PASS,
        passed.message,
        evidence=passed.evidence,
        exhibits=passed.exhibits,
        notes=passed.notes,
    )


def _unmet(check: Check, examination: Examination) -> Check | None:
    """Return the first check that must pass before this one and did not, at the root of it all."""
    for before in check.after:
        if not examination.passed(before):
            return _unmet(before, examination) or before
    return None


def _made(check: Check, outcome: Outcome, message: str, **more: Any) -> Judgement:
    return Judgement(id=check.id, label=check.label, outcome=outcome, message=message, **more)


def _failed(check: Check, failure: Failed) -> Judgement:
    return _made(
        check,
        failure.outcome,
        failure.message,
        hint=failure.hint,
        diagnosis=failure.diagnosis,
        evidence=failure.evidence,
        exhibits=failure.exhibits,
        fraction=failure.fraction,
        location=failure.location,
        source_line=failure.source_line,
    )
