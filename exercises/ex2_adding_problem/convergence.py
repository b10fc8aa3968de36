"""Trains a submission at each length, and measures what came of it on inputs of the grader's."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from rnngrade.checks import trained
from rnngrade.checks.interface import Context, Failed, Passed
from rnngrade.checks.weights import moved
from rnngrade.result import TrainingCurve
from rnngrade.training import Attempt, Goal, Training, Trainings, partial_credit, symptoms
from rnngrade.worker.interface import WorkerError

from . import forms
from .answer import column
from .generator import marks_by_halves
from .structure import find_what_is_built_in
from .task import CHANCE, Examples, draw

EXAMPLES = 2000
"""Hidden examples that a model is measured on."""
MEAN_PREDICTOR = 0.15
"""Relative distance from chance within which a model is said to predict the mean."""
VANISHED = 1e-4
"""Gradient at the first steps, relative to that at the last, below which nothing is learned."""
OWN_EXAMPLES = 500
OWN_TASK = 0.2
"""Of the error on the grader's examples; a model with less on the student's own learned those."""
AT_THE_CURVE = "Look at the curve: does the loss still fall, swing, or stand?"
CALL = "train(seq_len, seed, device)"


@dataclass(frozen=True)
class Measured:
    """A model on hidden examples: ``squared`` and ``absolute`` errors (examples,)."""

    squared: Tensor
    absolute: Tensor
    explained: float
    """Squared correlation of predictions and targets; 0 where one is constant."""

    @property
    def mse(self) -> float:
        """Mean squared error."""
        return float(self.squared.mean())

    @property
    def standard_error(self) -> float:
        """Of the mean squared error."""
        return float(self.squared.std()) / math.sqrt(len(self.squared))

    @property
    def best_line(self) -> float:
        """MSE that is left after the best straight line from predictions to targets."""
        return CHANCE * (1 - self.explained)


class Convergence:
    """The trainings of one submission, by sequence length."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.by_halves = marks_by_halves(context)
        self._trainings: Trainings[int] = Trainings(self._attempt, self._tries)

    def begin(self, *lengths: int) -> None:
        """Begin to train at those of ``lengths`` that are needed by a check that is run."""
        self._trainings.begin(length for length in lengths if self._is_needed(length))

    def trained_lengths(self) -> list[int]:
        """Return the lengths at which training has begun."""
        return self._trainings.begun()

    def attempts(self, length: int) -> list[Attempt]:
        """Return every try at a length; waits for them."""
        return self._trainings.attempts(length)

    def best(self, length: int) -> Attempt:
        """Return the try at a length that came nearest."""
        return self._trainings.best(length)

    def goal(self, length: int) -> Goal:
        """Return what a training at a length is measured by."""
        return Goal(CHANCE, self._settings(length)["threshold"])

    def hidden(self, length: int, batch: int = EXAMPLES) -> Examples:
        """Return examples that the submission has not seen, marked in its own way."""
        generator = self.context.generator(f"hidden {length}")
        return draw(generator, batch, length, by_halves=self.by_halves)

    def measure(self, training: Training, length: int, **model: Any) -> Measured:
        """Measure the trained model, or one that ``model`` says how to change (see the probe).

        Raises ``Failed`` and ``WorkerError`` where it gives no predictions.
        """
        examples = self.hidden(length)
        spec = {"kind": "trained", "seed": 0, "change": None} | model
        returned = training.ask("predict", forms.LIST, model=spec, xs=[examples.x])
        predictions = column(returned[0], EXAMPLES, "the predictions", "a linear layer of 1 output")
        errors = predictions - examples.y
        correlation = float(torch.corrcoef(torch.stack((predictions, examples.y)))[0, 1])
        explained = correlation**2 if math.isfinite(correlation) else 0.0
        return Measured(errors.square(), errors.abs(), explained)

    def _is_needed(self, length: int) -> bool:
        needing = {f"trained_{length}", f"report_{length}"}
        return not needing.isdisjoint(self.context.selected)

    def _settings(self, length: int) -> Any:
        return self.context.rubric.checks[f"trained_{length}"].settings

    def _tries(self, length: int) -> int:
        tries: int = self._settings(length)["tries"]
        return tries

    def _attempt(self, length: int, number: int) -> Attempt:
        settings = self._settings(length)
        seed, training = trained.train(
            self.context, settings, length, number, label=f"T = {length}", seq_len=length
        )
        try:
            trained.require_model(training, self.context, CALL, "AddingModel")
            measured = self.measure(training, length)
        except (Failed, WorkerError) as failure:
            return Attempt(seed, training, None, reached=False, failure=failure, hopeless=True)
        return Attempt(
            seed,
            training,
            measured.mse,
            reached=measured.mse <= settings["threshold"],
            facts={"measured": measured},
            hopeless=symptoms.no_seed_helps(training),
        )


def judge(convergence: Convergence, length: int) -> Passed:
    """Judge the training at one length: converged, and trained, not built in."""
    best = convergence.best(length)
    context, goal = convergence.context, convergence.goal(length)
    exhibits = curves(convergence, length)
    if best.metric is None:
        raise trained.without_model(context, best, goal, exhibits)
    evidence = evidence_of(convergence, length)
    if not best.reached:
        raise _missed(convergence, length, best, exhibits, evidence)
    found = find_what_is_built_in(convergence, length, best)
    if found.mistake is not None:
        message = f"MSE {best.metric:.4f} at T = {length}, but it was not learned. {found.sentence}"
        failure = context.confirmed(message, found.mistake, **evidence, **found.numbers)
        failure.exhibits = exhibits
        raise failure
    return Passed(
        said(convergence, length),
        evidence={**evidence, **found.numbers},
        notes=_borderline(best, goal),
        exhibits=exhibits,
    )


def said(convergence: Convergence, length: int) -> str:
    """Return what was reached at a length, beside what passes and what the reference reaches."""
    best, goal = convergence.best(length), convergence.goal(length)
    figures = convergence.context.rubric.reference.get(f"trained_{length}")
    beside = f"to pass {goal.threshold:g}"
    if figures is not None:
        beside += f"; the reference reaches {figures.metric:.2g} in {figures.cpu_seconds:.0f} s"
    tries = convergence.attempts(length)
    others = [f"{a.metric:.4f}" for a in tries if a.metric is not None and a is not best]
    more = f" Other tries: {', '.join(others)}." if others else ""
    took = trained.took(best.training)
    return f"MSE {best.metric:.4f} at T = {length} {took} ({beside}).{more}"


def evidence_of(convergence: Convergence, length: int) -> dict[str, Any]:
    """Return the numbers of a measured training."""
    best = convergence.best(length)
    assert best.facts is not None  # noqa: S101 - it was measured
    return {
        **trained.evidence_of(convergence.attempts(length), best),
        "standard_error": best.facts["measured"].standard_error,
        "threshold": convergence.goal(length).threshold,
        "chance": CHANCE,
    }


def curves(convergence: Convergence, length: int) -> tuple[TrainingCurve, ...]:
    """Return the curve of every try at a length, the best one last."""
    goal = convergence.goal(length)
    levels = {"chance": goal.chance, "to pass": goal.threshold}
    attempts, best = convergence.attempts(length), convergence.best(length)
    return trained.curves(attempts, best, f"T = {length}", levels)


def _missed(
    convergence: Convergence,
    length: int,
    best: Attempt,
    exhibits: tuple[TrainingCurve, ...],
    evidence: dict[str, Any],
) -> Failed:
    """Return the failure of a training that fell short, with the reason, if that is clear."""
    context, goal, metric = convergence.context, convergence.goal(length), best.metric
    assert metric is not None  # noqa: S101 - it was measured
    mistake, sentence = _explained(convergence, length, best, metric)
    message = f"{said(convergence, length)} {sentence}".strip()
    failure = context.confirmed(message, *([mistake] if mistake else []), **evidence)
    failure.exhibits = exhibits
    failure.fraction = partial_credit(metric, goal.chance, goal.threshold)
    failure.hint = failure.hint or trained.next_step(best.training, AT_THE_CURVE)
    return failure


def _explained(
    convergence: Convergence, length: int, best: Attempt, metric: float
) -> tuple[str | None, str]:
    """Return a mistake's id and a sentence of what confirms it."""
    own = _error_on_own_batches(length, best.training)
    if own <= OWN_TASK * metric:
        return None, (
            f"On batches of your own make_batch its MSE is {own:.4f}: it has learned another task."
        )
    training = best.training
    goal = convergence.goal(length)
    symptom = symptoms.of_training(training, metric, goal, lambda: moved(training, best.seed))
    if symptom is not None:
        return symptom.mistake, symptom.sentence
    if not math.isfinite(metric):
        return None, "The predictions hold NaN or infinity."
    if abs(metric / CHANCE - 1) > MEAN_PREDICTOR:
        return None, ""
    ratio = _gradient_ratio(convergence, length, best.training)
    if ratio == 0:
        return None, "The gradient does not reach the first steps."
    if ratio < VANISHED:
        sentence = (
            f"That is what always answering the mean has ({CHANCE:.4f}). The gradient at the first "
            f"step is {ratio:.1g} of that at the last: it has vanished."
        )
        return "vanishing_gradient", sentence
    return "predicts_mean", f"Always answering the mean has {CHANCE:.4f}."


def _error_on_own_batches(length: int, training: Training) -> float:
    """Return the model's MSE on what the submission's own ``make_batch`` draws; NaN if unknown."""
    spec = {"batch_size": OWN_EXAMPLES, "seq_len": length, "seed": None, "generator": None}
    model = {"kind": "trained", "seed": 0, "change": None}
    try:
        ((x, y),) = training.ask("batches", forms.LIST, specs=[spec])
        (answer,) = training.ask("predict", forms.LIST, model=model, xs=[x])
        predictions = column(answer, OWN_EXAMPLES, "the predictions", "a linear layer")
        return float((predictions - y.double().flatten()).square().mean())
    except (WorkerError, Failed, ValueError, TypeError, RuntimeError, AttributeError):
        return math.nan


def _gradient_ratio(convergence: Convergence, length: int, training: Training) -> float:
    """Return the size of the predictions' gradient at the first steps over that at the last."""
    x = convergence.hidden(length, 50).x
    model = {"kind": "trained", "seed": 0, "change": None}
    slopes = training.ask("slopes", forms.SLOPES, model=model, x=x)
    if slopes is None or slopes.shape != x.shape:
        return math.nan
    sizes = slopes.double().norm(dim=2).mean(dim=0)
    tenth = max(1, length // 10)
    return float(sizes[:tenth].mean() / sizes[-tenth:].mean())


def _borderline(best: Attempt, goal: Goal) -> tuple[str, ...]:
    assert best.facts is not None and best.metric is not None  # noqa: S101 - it was measured
    distance = abs(best.metric - goal.threshold)
    if distance > 2 * best.facts["measured"].standard_error:
        return ()
    return ("It is borderline: within two standard errors of the threshold.",)
