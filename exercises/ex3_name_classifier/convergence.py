"""Trains a submission on the training part, and measures what came of it on hidden names."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from rnngrade.checks import trained
from rnngrade.checks.interface import Context, Failed, Passed
from rnngrade.checks.weights import moved
from rnngrade.result import Exhibit, TrainingCurve
from rnngrade.training import Attempt, Goal, Training, Trainings, symptoms
from rnngrade.worker.interface import WorkerError

from . import forms
from .answer import scores
from .encoding import is_usable_but_wrong
from .measured import Measured, Thresholds, always_most_frequent
from .names import batch_of
from .structure import find_what_is_built_in

AT_THE_CURVE = "Look at the confusion matrix and at the curve of the loss."
CALL = "train(pairs, seed, device)"
KEY = "names"
NEAR = 0.1
"""Of the way to the second threshold; who misses it by less is tried again with another seed."""
LEARNED = 0.65
"""Hidden cross-entropy over that of answering with the frequencies, at about the first threshold.
It is 0.62 at an accuracy of 0.65. What a training needs at the least, in units of its loss."""
FEWEST_LOSSES = 20
SAME_LOSS = 0.04
"""Relative difference of two losses that are taken for the same, for a batch is a small sample."""
MOST_OF_THE_POINTS = 0.99
"""That a training earns which misses its thresholds."""
ONE_LANGUAGE = 0.9
"""Share of the names with one and the same answer, from which on it is said."""
Ask = Callable[..., Any]
TRAINED: dict[str, Any] = {"kind": "trained", "seed": 0, "change": None}


class Convergence:
    """The trainings of one submission, and the hidden names."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.languages = context.data.languages
        # In an order that says nothing: the data stand sorted by language.
        order = torch.randperm(len(context.data.test), generator=context.generator("hidden names"))
        hidden = [context.data.test[place] for place in order.tolist()]
        self.names = [name for name, _ in hidden]
        self.labels = torch.tensor([self.languages.index(own) for _, own in hidden])
        self.chance = always_most_frequent(self.labels, self.languages)
        self._trainings: Trainings[str] = Trainings(self._attempt, lambda _: self.settings["tries"])

    @property
    def settings(self) -> Any:
        """Those of the training, from the rubric."""
        return self.context.rubric.checks["trained"].settings

    def thresholds(self, check: str) -> Thresholds:
        """Return those of a check, for the data at hand."""
        settings = self.context.rubric.checks[check].settings
        return Thresholds.of(settings, is_substitute=self.context.data.is_substitute)

    @property
    def goal(self) -> Goal:
        """What the training's own loss is compared with: a cross-entropy."""
        return Goal(self.chance.cross_entropy, LEARNED * self.chance.cross_entropy)

    @property
    def attempts(self) -> list[Attempt]:
        """Every try; waits for them."""
        return self._trainings.attempts(KEY)

    @property
    def best(self) -> Attempt:
        """The try that came nearest; waits for all."""
        return self._trainings.best(KEY)

    @property
    def began(self) -> bool:
        """Whether a training was begun."""
        return bool(self._trainings.begun())

    def outputs(self, training: Training, names: list[str], **model: Any) -> Tensor:
        """Return outputs of the trained model, or of one that ``model`` says how to change.

        Raises ``Failed`` and ``WorkerError`` where there are none.
        """
        return outputs_of(self.context, training.ask, TRAINED | model, names)

    def measure(self, training: Training, **model: Any) -> Measured:
        """Measure such a model on the hidden names."""
        outputs = self.outputs(training, self.names, **model)
        return Measured.of(outputs, self.labels, self.languages)

    def _attempt(self, _: str, number: int) -> Attempt:
        pairs = [list(pair) for pair in self.context.data.train]
        seed, training = trained.train(
            self.context, self.settings, KEY, number, label="names", pairs=pairs
        )
        try:
            trained.require_model(training, self.context, CALL, "NameClassifier")
            measured = self.measure(training)
        except (Failed, WorkerError) as failure:
            return Attempt(seed, training, None, reached=False, failure=failure, hopeless=True)
        return Attempt(
            seed,
            training,
            1 - measured.share(self.chance.level, self.thresholds("good")),
            reached=self._is_enough(measured),
            passes=measured.reaches(self.thresholds("trained")),
            facts={"measured": measured},
            hopeless=symptoms.no_seed_helps(training),
        )

    def _is_enough(self, measured: Measured) -> bool:
        """Return whether another seed need not be tried: it is good, or far from it but passes."""
        good = measured.share(self.chance.level, self.thresholds("good"))
        return measured.reaches(self.thresholds("trained")) and not 1 - NEAR < good < 1


def outputs_of(context: Context, ask: Ask, model: dict[str, Any], names: list[str]) -> Tensor:
    """Return a model's outputs for names, asked for with ``ask`` in whatever worker.

    Names are encoded right, or the student's way, where that is wrong and can be trained on.
    """
    if is_usable_but_wrong(context):
        answer = ask("classify_names", Any, model=model, names=names)
    else:
        (answer,) = ask("classify", forms.LIST, model=model, batches=[batch_of(names)])
    return scores(context, answer, len(names))


def convergence_of(context: Context) -> Convergence:
    """Return the submission's trainings, one object for all checks."""
    return context.once("convergence", lambda: Convergence(context))


def measured_of(attempt: Attempt) -> Measured:
    """Return what was measured of an attempt that left a model."""
    assert attempt.facts is not None  # noqa: S101 - it was measured
    measured: Measured = attempt.facts["measured"]
    return measured


def judge(convergence: Convergence) -> Passed:
    """Judge the training: it reached the first thresholds, and was trained, not built in."""
    context, best = convergence.context, convergence.best
    if best.metric is None:
        raise trained.without_model(context, best, convergence.goal, _curves(convergence))
    measured, thresholds = measured_of(best), convergence.thresholds("trained")
    exhibits: tuple[Exhibit, ...] = (measured.confusion, *_curves(convergence))
    evidence = _evidence(convergence) | {"metric": measured.accuracy}
    said = _said(convergence, "trained")
    if not measured.reaches(thresholds):
        mistake, sentence = _explained(convergence, best, measured)
        failure = context.confirmed(
            f"{said} {sentence}".strip(), *([mistake] if mistake else []), **evidence
        )
        failure.fraction = _part(measured.share(convergence.chance.level, thresholds))
        failure.hint = failure.hint or trained.next_step(best.training, AT_THE_CURVE)
        failure.exhibits = exhibits
        raise failure
    found = find_what_is_built_in(convergence, best)
    if found.mistake is not None:
        message = f"{said} But it was not learned by the recurrence. {found.sentence}"
        failure = context.confirmed(message, found.mistake, **evidence, **found.numbers)
        failure.exhibits = exhibits
        raise failure
    notes = ("It is borderline: within two standard errors of a threshold.",)
    return Passed(
        said,
        evidence={**evidence, **found.numbers},
        notes=notes if measured.is_borderline(thresholds) else (),
        exhibits=exhibits,
    )


def judge_good(convergence: Convergence) -> Passed:
    """Judge whether the training reached the second thresholds."""
    measured, thresholds = measured_of(convergence.best), convergence.thresholds("good")
    evidence = _evidence(convergence) | {"metric": measured.macro_f1}
    said = _said(convergence, "good")
    if measured.reaches(thresholds):
        return Passed(said, evidence=evidence)
    raise Failed(
        said,
        hint="Train for longer, in batches, or with a gated cell; let rare languages count more.",
        evidence=evidence,
        fraction=_part(measured.share(convergence.thresholds("trained"), thresholds)),
    )


def _part(share: float) -> float:
    """Return the part of the points for a share of the way, of which not all has been gone."""
    return min(max(0.0, share), MOST_OF_THE_POINTS)


def _said(convergence: Convergence, check: str) -> str:
    """Return what was reached, beside what passes and what the reference reaches."""
    best, figures = convergence.best, convergence.context.rubric.reference
    beside = f"to pass {convergence.thresholds(check)}"
    if {"trained", "good"} <= figures.keys() and not convergence.context.data.is_substitute:
        accuracy, macro_f1 = figures["trained"], figures["good"]
        beside += (
            f"; the reference reaches {accuracy.metric:.2f} and {macro_f1.metric:.2f} in "
            f"{accuracy.cpu_seconds:.0f} s"
        )
    others = [
        str(measured_of(attempt))
        for attempt in convergence.attempts
        if attempt.metric is not None and attempt is not best
    ]
    more = f" Other tries: {'; '.join(others)}." if others else ""
    reached = str(measured_of(best))
    return (
        f"{reached[0].upper()}{reached[1:]} on {len(convergence.names):,} hidden names, "
        f"{trained.took(best.training)} ({beside}).{more}"
    )


def _evidence(convergence: Convergence) -> dict[str, Any]:
    best = convergence.best
    measured, chance = measured_of(best), convergence.chance
    tries = [
        {"seed": attempt.seed, "accuracy": own.accuracy, "macro_f1": own.macro_f1}
        for attempt in convergence.attempts
        if attempt.metric is not None and (own := measured_of(attempt))
    ]
    return {
        **trained.evidence_of(convergence.attempts, best),
        "tries": tries,
        "accuracy": measured.accuracy,
        "macro_f1": measured.macro_f1,
        "cross_entropy": measured.cross_entropy,
        "standard_error": measured.standard_error,
        "chance": {"accuracy": chance.accuracy, "macro_f1": chance.macro_f1},
    }


def _curves(convergence: Convergence) -> tuple[TrainingCurve, ...]:
    levels = {"chance": convergence.chance.cross_entropy}
    return trained.curves(convergence.attempts, convergence.best, "names", levels)


def _explained(
    convergence: Convergence, best: Attempt, measured: Measured
) -> tuple[str | None, str]:
    """Return a mistake's id and a sentence of what confirms it."""
    renamed = _right_under_other_names(measured)
    if renamed > max(measured.accuracy + 0.2, convergence.thresholds("trained").accuracy):
        return "languages_in_another_order", (
            f"With the languages in another order, {renamed:.0%} of its answers would be right."
        )
    training = best.training
    if _takes_softmax_twice(convergence, training):
        return "softmax_before_loss", (
            f"Its loss ended at {symptoms.final_loss(training):.3g}, which is the cross-entropy of "
            "the softmax of its outputs, taken for logits."
        )
    if _swings_by_language(convergence, training, measured):
        return "not_shuffled", (
            "Its loss swung between nearly nothing and more than chance: some batches hold names "
            "of one language alone."
        )
    symptom = symptoms.of_training(
        training, measured.cross_entropy, convergence.goal, lambda: moved(training, best.seed)
    )
    if symptom is not None:
        return symptom.mistake, symptom.sentence
    shares = torch.bincount(measured.answers, minlength=len(measured.languages)).double()
    shares /= len(measured.answers)
    most = int(shares.argmax())
    if shares[most] < ONE_LANGUAGE:
        return None, ""
    language = measured.languages[most]
    sentence = f"It answers {language} for {float(shares[most]):.0%} of the names."
    if language == convergence.context.data.train[-1][1]:
        return "not_shuffled", f"{sentence} That is the language of the last pairs."
    return "always_one_language", sentence


def _swings_by_language(convergence: Convergence, training: Training, measured: Measured) -> bool:
    """Return whether batches were nearly free at times, though hidden names cost more than chance.

    A batch of one language is learned in a few steps, and forgotten with the next language.
    """
    chance = convergence.chance.cross_entropy
    losses = [loss for loss in training.observations.column("loss") if math.isfinite(loss)]
    later = losses[len(losses) // 4 :]
    if len(later) < FEWEST_LOSSES or measured.cross_entropy < chance:
        return False
    return min(later) < 0.05 * chance and max(later) > 1.5 * chance


def _takes_softmax_twice(convergence: Convergence, training: Training) -> bool:
    """Return whether the loss is that of ``cross_entropy(softmax(outputs))``, and no other one.

    That one never falls below log(1 + (n - 1) / e), 1.98 for 18 languages.
    """
    pairs = convergence.context.data.train[:: max(1, len(convergence.context.data.train) // 1000)]
    try:
        outputs = convergence.outputs(training, [name for name, _ in pairs])
    except (Failed, WorkerError):
        return False
    labels = torch.tensor([convergence.languages.index(language) for _, language in pairs])
    right = float(torch.nn.functional.cross_entropy(outputs, labels))
    twice = float(torch.nn.functional.cross_entropy(outputs.softmax(dim=1), labels))
    loss = symptoms.final_loss(training)
    return abs(loss - twice) < SAME_LOSS * twice and abs(loss - right) > SAME_LOSS * right


def _right_under_other_names(measured: Measured) -> float:
    """Return the accuracy if the languages were named anew, each by what it is most often."""
    counts = measured.counts.double()
    right = 0.0
    taken: set[int] = set()
    for answer in counts.sum(dim=0).argsort(descending=True).tolist():
        free = counts[:, answer].clone()
        free[list(taken)] = -1.0
        language = int(free.argmax())
        taken.add(language)
        right += float(counts[language, answer])
    return right / float(counts.sum())
