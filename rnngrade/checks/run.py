"""Runs the checks of an exercise in their order, and says how each ended."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from rnngrade.checks.context import Examination
from rnngrade.checks.interface import Check, Failed, NotApplicable, Skipped
from rnngrade.result import Outcome
from rnngrade.scoring import Judgement
from rnngrade.worker.interface import BadReply, StudentError, WorkerCrash, WorkerTimeout


def run_checks(checks: Sequence[Check], examination: Examination) -> Iterator[Judgement]:
    """Yield the judgement of each check as it is made."""
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
        return _made(check, Outcome.SKIP, _sentence(reason), applies=False)
    except Skipped as reason:
        return _made(check, Outcome.SKIP, _sentence(reason))
    except StudentError as error:
        return _failed(check, examination.raised(error))
    except (WorkerTimeout, WorkerCrash) as error:
        outcome = Outcome.TIMEOUT if isinstance(error, WorkerTimeout) else Outcome.CRASH
        stopped = examination.raised(StudentError("", "", error.frames))
        if outcome is Outcome.TIMEOUT:
            stopped.hint = "Look for a loop or a wait that does not end, or for slow work in it."
        return _failed(check, stopped, outcome=outcome, message=_sentence(error))
    except BadReply as error:
        return _made(check, Outcome.FAIL, f"The answer could not be read: {error}")
    except Exception as error:
        # Whatever else happens is the grader's fault, and is said to be.
        return _made(
            check,
            Outcome.ERROR,
            f"rnngrade failed here, not your code ({type(error).__name__}: {error}).",
            hint="Please report it, with the JSON of this result.",
            evidence={"traceback": traceback.format_exc()},
        )
    return _made(check, Outcome.PASS, passed.message, evidence=passed.evidence, notes=passed.notes)


def _unmet(check: Check, examination: Examination) -> Check | None:
    """Return the first check that must pass before this one and did not, at the root of it all."""
    for before in check.after:
        if not examination.passed(before):
            return _unmet(before, examination) or before
    return None


def _made(check: Check, outcome: Outcome, message: str, **more: Any) -> Judgement:
    return Judgement(id=check.id, label=check.label, outcome=outcome, message=message, **more)


def _failed(
    check: Check, failure: Failed, *, outcome: Outcome = Outcome.FAIL, message: str | None = None
) -> Judgement:
    return _made(
        check,
        outcome,
        message or failure.message,
        hint=failure.hint,
        diagnosis=failure.diagnosis,
        evidence=failure.evidence,
        location=failure.location,
        source_line=failure.source_line,
    )


def _sentence(reason: Exception) -> str:
    text = str(reason)
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."
