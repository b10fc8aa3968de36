"""Whether ``evaluate`` says of a model what the grader measures of it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rnngrade.checks.form import in_words
from rnngrade.checks.interface import Context, Failed, Passed
from rnngrade.checks.weights import moved
from rnngrade.result import Table
from rnngrade.worker.interface import WorkerError

from . import forms
from .convergence import EXAMPLES, Convergence, Measured, said
from .task import CHANCE

MOST_CALLS = 4
"""How often ``evaluate`` is called, until it has used as many examples as the grader."""
ASKED_FOR = 1000
"""Examples that the statement asks for."""
STANDARD_ERRORS = 5.0
ROUNDED = 1e-3
"""A share of the value, and a hundredth as an absolute bound, within which printing may round."""


@dataclass(frozen=True)
class Statement:
    """What a submission says of its model: the mean of its calls, over so many examples.

    ``counts`` are the numbers of examples in a call and in a batch, ``lengths`` those of sequences.
    """

    value: float
    examples: int
    counts: frozenset[int]
    lengths: frozenset[int]


def judge_evaluate(convergence: Convergence, lengths: Sequence[int]) -> Passed:
    """Judge ``evaluate`` on the models that were trained at ``lengths``."""
    judged = [length for length in lengths if convergence.best(length).metric is not None]
    table = table_of(convergence)
    for length in judged:
        try:
            judge_statement(convergence, length)
        except Failed as failure:
            failure.exhibits = (table,)
            raise
    return Passed("What evaluate says is what was measured.", exhibits=(table,))


def judge_report(convergence: Convergence, length: int) -> Passed:
    """Judge what is said of the model at a length that need not be reached: honest, and trained."""
    best = convergence.best(length)
    if best.metric is None:
        error = best.failure
        assert isinstance(error, (Failed, WorkerError))  # noqa: S101 - an attempt's two failures
        failure = error if isinstance(error, Failed) else convergence.context.stopped(error)
        raise Failed(
            f"There is no model to report on. {failure.message}",
            hint=failure.hint,
            location=failure.location,
            source_line=failure.source_line,
            outcome=failure.outcome,
        )
    statement = judge_statement(convergence, length)
    if not moved(best.training, best.seed):
        raise convergence.context.confirmed(
            f"At T = {length} train returns a model with the weights of a fresh one, as they were "
            "drawn.",
            "untrained_report",
        )
    chance = " That is chance level." if best.metric > 0.85 * CHANCE else ""
    return Passed(
        f"evaluate says {statement.value:.4f}. {said(convergence, length)}{chance}",
        evidence={"stated": statement.value, "metric": best.metric},
    )


def judge_statement(convergence: Convergence, length: int) -> Statement:
    """Return what is said of the model at a length; raise ``Failed`` where it is not so."""
    context, best = convergence.context, convergence.best(length)
    statement = stated(convergence, length)
    assert best.facts is not None  # noqa: S101 - it was measured
    measured: Measured = best.facts["measured"]
    if statement.examples == 0:
        raise context.confirmed(
            f"evaluate said {statement.value:.4g} at T = {length} without asking the model once.",
            "evaluate_without_model",
        )
    bound = tolerance(measured, statement.examples)
    both_broken = not (math.isfinite(statement.value) or math.isfinite(measured.mse))
    if both_broken or abs(statement.value - measured.mse) <= bound:
        return statement
    message = (
        f"evaluate says {statement.value:.4g} at T = {length}; measured was {measured.mse:.4g} "
        f"(± {bound:.2g}, by {statement.examples:,} examples of theirs and {EXAMPLES:,} of ours)."
    )
    raise context.confirmed(
        message,
        *_mistakes(statement, measured, length),
        stated=statement.value,
        metric=measured.mse,
    )


def stated(convergence: Convergence, length: int) -> Statement:
    """Return what ``evaluate`` says of the model that was trained at a length. Asked once."""

    def ask() -> Statement:
        training = convergence.best(length).training
        values: list[float] = []
        examples = 0
        counts: set[int] = set()
        lengths: set[int] = set()
        while len(values) < MOST_CALLS and examples < EXAMPLES:
            told = training.ask("evaluate", forms.EVALUATED, seq_len=length, seed=len(values))
            value = told["value"]
            if type(value) not in (int, float):
                raise Failed(
                    f"evaluate should return a number, but it returns {in_words(value)}.",
                    hint="End evaluate with `return loss.item()`.",
                )
            values.append(float(value))
            # A student's own way into the model, past its forward, is not counted.
            unseen = told["touched"] and not told["examples"]
            examples += ASKED_FOR if unseen else told["examples"]
            counts |= {told["examples"] or ASKED_FOR, *told["batches"]}
            lengths |= set(told["lengths"])
            if not told["touched"]:
                break
        if len(set(values)) == 1:  # the same examples each time
            examples //= len(values)
        mean = sum(values) / len(values)
        return Statement(mean, examples, frozenset(counts), frozenset(lengths))

    return convergence.context.once(f"stated {length}", ask)


def tolerance(measured: Measured, examples: int) -> float:
    """Return by how much two honest measurements of a model may differ.

    Five standard errors of the difference of two means, and what rounding may add.
    """
    spread = float(measured.squared.std())
    error = spread * math.sqrt(1 / EXAMPLES + 1 / max(1, examples))
    return STANDARD_ERRORS * error + ROUNDED * measured.mse + ROUNDED / 10


def table_of(convergence: Convergence) -> Table:
    """Return the experiment's table: length by length, what is said and what was measured."""
    rows = []
    for length in convergence.trained_lengths():
        best = convergence.best(length)
        said_there = "–"
        measured = "no model"
        if best.metric is not None:
            measured = f"{best.metric:.4f}"
            try:
                said_there = f"{stated(convergence, length).value:.4f}"
            except (Failed, WorkerError):
                said_there = "?"
        figures = convergence.context.rubric.reference.get(f"trained_{length}")
        rows.append(
            (
                f"{length}",
                said_there,
                measured,
                f"{CHANCE:.4f}",
                f"{convergence.goal(length).threshold:g}",
                f"{figures.metric:.4f}" if figures else "–",
                "–" if best.training.restored_from else f"{best.training.seconds:.1f}",
                f"{len(convergence.attempts(length))}",
            )
        )
    columns = ("T", "you say", "measured", "the mean", "to pass", "reference", "CPU s", "tries")
    return Table("Mean squared error by sequence length", columns, tuple(rows))


def _mistakes(statement: Statement, measured: Measured, length: int) -> Iterator[str]:
    """Yield the mistakes each of which turns what was measured into what is said."""
    mse, bound = measured.mse, tolerance(measured, statement.examples)
    value = statement.value
    if abs(value - math.sqrt(mse)) <= bound / (2 * math.sqrt(mse)) + ROUNDED:
        yield "evaluate_rmse"
    spread = float(measured.absolute.std()) * math.sqrt(1 / EXAMPLES + 1 / statement.examples)
    if abs(value - float(measured.absolute.mean())) <= STANDARD_ERRORS * spread:
        yield "evaluate_mae"
    if any(abs(value / count - mse) <= bound for count in statement.counts):
        yield "evaluate_sum"
    if not statement.lengths <= {length}:
        yield "evaluate_other_data"


def convergence_of(context: Context) -> Convergence:
    """Return the submission's trainings, one object for all checks."""
    return context.once("convergence", lambda: Convergence(context))
