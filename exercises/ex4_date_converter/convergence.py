"""Trains a submission at each level, and measures what came of it on dates of the grader's."""

from __future__ import annotations

import math
import statistics
from typing import Any

from rnngrade.checks import trained
from rnngrade.checks.interface import Context, Failed, Passed
from rnngrade.result import Exhibit, TrainingCurve
from rnngrade.training import Attempt, Goal, Training, Trainings, proportional_credit, symptoms
from rnngrade.worker.interface import WorkerError

from . import dates
from .dates import Date, Pair
from .explanation import explained, misspelt
from .measure import Measured, measure, percent
from .structure import find_what_is_built_in

HIDDEN = 2000
"""Dates that a model is measured on."""
CALL = "train(pairs, seed, device)"
EARLY_LOSSES = 5
SMALL_LOSS = 0.01
"""Of the loss at the beginning: what a model has that converts nearly every date."""


class Convergence:
    """The trainings of one submission, by level."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._trainings: Trainings[int] = Trainings(self._attempt, self._tries)

    def begin(self) -> None:
        """Begin to train at the levels that are needed by a check that is run."""
        levels = [level for level in (1, 2) if f"trained_{level}" in self.context.selected]
        self._trainings.begin(levels)

    def attempts(self, level: int) -> list[Attempt]:
        """Return every try at a level; waits for them."""
        return self._trainings.attempts(level)

    def best(self, level: int) -> Attempt:
        """Return the try at a level that came nearest."""
        return self._trainings.best(level)

    def measured(self, level: int) -> Measured:
        """Return what the best try's model made of the hidden dates."""
        facts = self.best(level).facts
        assert facts is not None  # noqa: S101 - it was measured
        measured: Measured = facts["measured"]
        return measured

    def hidden(self, level: int) -> list[Pair]:
        """Return dates that the submission has not seen."""
        generator = self.context.generator(f"hidden {level}")
        return dates.pairs(generator, self._days(level)[:HIDDEN], level)

    def given(self, level: int) -> list[Pair]:
        """Return the pairs that a training is given: other days than the hidden ones."""
        generator = self.context.generator(f"given {level}")
        count = self.settings(level)["pairs"]
        return dates.pairs(generator, self._days(level)[HIDDEN:][:count], level)

    def settings(self, level: int) -> Any:
        """Return what the rubric says of the training at a level."""
        return self.context.rubric.checks[f"trained_{level}"].settings

    def _days(self, level: int) -> list[Date]:
        return dates.shuffled(self.context.generator(f"days {level}"))

    def _tries(self, level: int) -> int:
        tries: int = self.settings(level)["tries"]
        return tries

    def _enough(self, level: int) -> float:
        """Return the exact match with which another seed is not tried: all that can be earned."""
        asked: float = self.settings(level)["exact_match"]
        if level != 1 or "exact_1" not in self.context.selected:
            return asked
        more: float = self.context.rubric.checks["exact_1"].settings["exact_match"]
        return max(asked, more)

    def _attempt(self, level: int, number: int) -> Attempt:
        settings = self.settings(level)
        pairs = [list(pair) for pair in self.given(level)]
        seed, training = trained.train(
            self.context, settings, level, number, label=f"level {level}", pairs=pairs
        )
        try:
            trained.require_model(training, self.context, CALL, "DateConverter")
            measured = measure(training.ask, self.hidden(level))
        except (Failed, WorkerError) as failure:
            return Attempt(seed, training, None, reached=False, failure=failure, hopeless=True)
        return Attempt(
            seed,
            training,
            1 - measured.exact,
            reached=measured.exact >= self._enough(level),
            facts={"measured": measured},
            hopeless=symptoms.no_seed_helps(training) or misspelt(measured) is not None,
        )


def judge(convergence: Convergence, level: int) -> Passed:
    """Judge the training at one level: converged, and trained, not built in."""
    best, context = convergence.best(level), convergence.context
    exhibits = _curves(convergence, level)
    if best.metric is None:
        goal = goal_of(best.training, None)
        raise trained.without_model(context, best, goal, exhibits)
    evidence = _evidence(convergence, level)
    if convergence.measured(level).exact < convergence.settings(level)["exact_match"]:
        raise _missed(convergence, level, exhibits, evidence)
    hidden = convergence.hidden(level)
    found = find_what_is_built_in(context, best.training, hidden)
    if found.mistake is not None:
        measured = convergence.measured(level)
        message = f"Exact match {percent(measured.exact)} at level {level}, but it was not learned."
        failure = context.confirmed(
            f"{message} {found.sentence}", found.mistake, **evidence, **found.numbers
        )
        failure.exhibits = exhibits
        raise failure
    return Passed(
        said(convergence, level),
        evidence={**evidence, **found.numbers},
        notes=_borderline(convergence, level),
        exhibits=exhibits,
    )


def judge_exact(convergence: Convergence, level: int, wanted: float) -> Passed:
    """Judge whether the training at a level, which has converged, has come as far as ``wanted``.

    Partial credit is in proportion, from what the training's own check asks for on.
    """
    measured = convergence.measured(level)
    message = f"Exact match {percent(measured.exact)} at level {level} ({percent(wanted)} asked)."
    evidence = {"exact_match": measured.exact, **measured.fields}
    if measured.exact >= wanted:
        return Passed(message, evidence=evidence)
    enough = convergence.settings(level)["exact_match"]
    raise Failed(
        f"{message} {measured.in_words()}",
        hint="Train longer, let the learning rate fall towards the end, or use a larger state.",
        evidence=evidence,
        exhibits=(measured.wrong_ones(f"Dates of level {level} that are not right"),),
        fraction=proportional_credit(1 - measured.exact, 1 - enough, 1 - wanted),
    )


def said(convergence: Convergence, level: int) -> str:
    """Return what was reached at a level, beside what passes and what the reference reaches."""
    best = convergence.best(level)
    beside = f"to pass {percent(convergence.settings(level)['exact_match'])}"
    figures = convergence.context.rubric.reference.get(f"trained_{level}")
    if figures is not None:
        reached = percent(1 - figures.metric)
        beside += f"; the reference reaches {reached} in {figures.cpu_seconds:.0f} s"
    tries = convergence.attempts(level)
    others = [percent(1 - a.metric) for a in tries if a.metric is not None and a is not best]
    more = f" Other tries: {', '.join(others)}." if others else ""
    exact = percent(convergence.measured(level).exact)
    took = trained.took(best.training)
    return f"Exact match {exact} at level {level} {took} ({beside}).{more}"


def goal_of(training: Training, measured: Measured | None) -> Goal:
    """Return what a training is measured by, in units of the loss that was trained on.

    Whatever that loss is: its beginning is chance level.
    """
    losses = training.observations.column("loss")
    known = [loss for loss in losses if math.isfinite(loss)][:EARLY_LOSSES]
    chance = statistics.median(known) if known else math.nan
    if not chance > 0:
        chance = math.nan
    words = "" if measured is None else f"converts {percent(measured.exact)} of hidden dates"
    return Goal(chance, SMALL_LOSS * chance, words)


def _evidence(convergence: Convergence, level: int) -> dict[str, Any]:
    measured = convergence.measured(level)
    return {
        **trained.evidence_of(convergence.attempts(level), convergence.best(level)),
        "exact_match": measured.exact,
        **measured.fields,
        "standard_error": _standard_error(measured),
        "to_pass": convergence.settings(level)["exact_match"],
    }


def _curves(convergence: Convergence, level: int) -> tuple[TrainingCurve, ...]:
    """Return the curve of every try at a level, the best one last."""
    attempts, best = convergence.attempts(level), convergence.best(level)
    return trained.curves(attempts, best, f"Level {level}", {})


def _missed(
    convergence: Convergence,
    level: int,
    exhibits: tuple[Exhibit, ...],
    evidence: dict[str, Any],
) -> Failed:
    """Return the failure of a training that fell short, with the reason, if that is clear."""
    best, measured = convergence.best(level), convergence.measured(level)
    goal = goal_of(best.training, measured)
    found = explained(best, measured, goal, convergence.given(level))
    message = f"{said(convergence, level)} {measured.in_words()} {found.sentence}".strip()
    context = convergence.context
    failure = context.confirmed(message, *([found.mistake] if found.mistake else []), **evidence)
    failure.exhibits = (
        measured.wrong_ones(f"Dates of level {level} that are not right"),
        *exhibits,
    )
    threshold = 1 - convergence.settings(level)["exact_match"]
    failure.fraction = proportional_credit(1 - measured.exact, 1.0, threshold)
    failure.hint = failure.hint or trained.next_step(
        best.training, "Look at the curve: does the loss still fall, swing, or stand?"
    )
    return failure


def _standard_error(measured: Measured) -> float:
    return math.sqrt(measured.exact * (1 - measured.exact) / len(measured.pairs))


def _borderline(convergence: Convergence, level: int) -> tuple[str, ...]:
    measured = convergence.measured(level)
    distance = abs(measured.exact - convergence.settings(level)["exact_match"])
    if distance > 2 * _standard_error(measured):
        return ()
    return ("It is borderline: within two standard errors of the threshold.",)


def convergence_of(context: Context) -> Convergence:
    """Return the submission's trainings, one object for all checks."""
    return context.once("convergence", lambda: Convergence(context))
