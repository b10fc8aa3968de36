"""What a model answers on hidden names, and how good that is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from rnngrade.result import ConfusionMatrix

F1_STANDARD_ERROR = 0.014
"""Of macro-F1 on some 3,600 names; by bootstrap."""


@dataclass(frozen=True)
class Thresholds:
    """What accuracy and macro-F1 must reach, both of them."""

    accuracy: float
    macro_f1: float

    @classmethod
    def of(cls, settings: Mapping[str, Any], *, is_substitute: bool) -> Thresholds:
        """Return those of a check's settings for the real names, or for their substitute."""
        found = settings["thresholds"]["substitute" if is_substitute else "real"]
        return cls(found["accuracy"], found["macro_f1"])

    def __str__(self) -> str:
        """Return both, for a message."""
        return f"{self.accuracy:.2f} and {self.macro_f1:.2f}"


@dataclass(frozen=True)
class Measured:
    """Answers to hidden names: ``answers`` and ``labels`` (names,), numbers of languages."""

    answers: Tensor
    labels: Tensor
    languages: tuple[str, ...]
    cross_entropy: float
    """Mean over the names, in nats."""

    @classmethod
    def of(cls, scores: Tensor, labels: Tensor, languages: tuple[str, ...]) -> Measured:
        """Measure outputs (names, n_languages), logits or log-probabilities."""
        log_probabilities = torch.log_softmax(scores, dim=1)
        entropy = -log_probabilities.gather(1, labels.unsqueeze(1)).mean()
        return cls(scores.argmax(dim=1), labels, languages, float(entropy))

    @property
    def counts(self) -> Tensor:
        """The confusion matrix (n_languages, n_languages): by true language, by answer."""
        n = len(self.languages)
        return torch.bincount(self.labels * n + self.answers, minlength=n * n).view(n, n)

    @property
    def accuracy(self) -> float:
        """The share of names that are right."""
        return float((self.answers == self.labels).double().mean())

    @property
    def macro_f1(self) -> float:
        """The mean over the languages of 2 · right / (names + answers); 0 where it has neither."""
        counts = self.counts.double()
        sums = counts.sum(dim=0) + counts.sum(dim=1)
        return float((2 * counts.diagonal() / sums.clamp(min=1)).mean())

    @property
    def level(self) -> Thresholds:
        """Both figures, as something to start from."""
        return Thresholds(self.accuracy, self.macro_f1)

    @property
    def standard_error(self) -> float:
        """Of the accuracy."""
        return math.sqrt(self.accuracy * (1 - self.accuracy) / len(self.labels))

    @property
    def confusion(self) -> ConfusionMatrix:
        """What a report shows."""
        counts = tuple(tuple(row) for row in self.counts.tolist())
        return ConfusionMatrix("Hidden names by language", self.languages, counts)

    def share(self, start: Thresholds, end: Thresholds) -> float:
        """Return how much of the way from ``start`` to ``end`` is done; below 0 and above 1, too.

        Of accuracy and macro-F1, the lesser counts; of one in which ``end`` asks for no more than
        ``start`` has, there is no way to go.
        """
        ways = (
            (self.accuracy, start.accuracy, end.accuracy),
            (self.macro_f1, start.macro_f1, end.macro_f1),
        )
        shares = ((own - first) / (last - first) for own, first, last in ways if last > first)
        return min(shares, default=1.0)

    def reaches(self, thresholds: Thresholds) -> bool:
        """Return whether both are reached."""
        return self.accuracy >= thresholds.accuracy and self.macro_f1 >= thresholds.macro_f1

    def is_borderline(self, thresholds: Thresholds) -> bool:
        """Return whether one of them is within two standard errors of its threshold."""
        return (
            abs(self.accuracy - thresholds.accuracy) <= 2 * self.standard_error
            or abs(self.macro_f1 - thresholds.macro_f1) <= 2 * F1_STANDARD_ERROR
        )

    def __str__(self) -> str:
        """Return the two figures, for a message."""
        return f"accuracy {self.accuracy:.3f} and macro-F1 {self.macro_f1:.3f}"


def always_most_frequent(labels: Tensor, languages: tuple[str, ...]) -> Measured:
    """Return what always answering the most frequent language reaches: chance level.

    The cross-entropy is that of answering with the frequencies of all languages.
    """
    shares = torch.bincount(labels, minlength=len(languages)).double() / len(labels)
    entropy = float(torch.special.entr(shares).sum())
    return Measured(torch.full_like(labels, int(shares.argmax())), labels, languages, entropy)
