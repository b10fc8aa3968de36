"""Precision, recall and F1 of each class, from a confusion matrix."""

from __future__ import annotations

import math
from dataclasses import dataclass

from rnngrade.reports.exhibits import Confusion


@dataclass(frozen=True)
class ClassScores:
    """How well one class was told from the others, each from 0 to 1; NaN where it is 0/0."""

    precision: float
    recall: float
    f1: float


def class_scores(confusion: Confusion) -> tuple[ClassScores, ...]:
    """Return the scores of each class, in the order of the labels."""
    answered = [sum(column) for column in zip(*confusion.counts, strict=True)]
    true = [sum(row) for row in confusion.counts]
    right = [row[place] for place, row in enumerate(confusion.counts)]
    return tuple(map(_scores, right, answered, true))


def _scores(right: int, answered: int, true: int) -> ClassScores:
    return ClassScores(
        _ratio(right, answered), _ratio(right, true), _ratio(2 * right, answered + true)
    )


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else math.nan
