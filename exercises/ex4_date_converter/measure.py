"""What a model makes of dates: exact match, the fields apart, and a table of the wrong ones."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rnngrade.result import Table

from . import forms
from .answer import strings
from .dates import Pair

FIELDS = ("year", "month", "day")
MAX_DATES = 500
"""That a model is given at a time, so that a long state takes little memory."""
MOST_ROWS = 8
ROUNDING = 1e-6
"""Far below one of 2,000 dates: 0.95 is a little less than that in binary."""
TRAINED: dict[str, Any] = {"kind": "trained", "seed": 0, "change": None}
Ask = Callable[..., Any]
"""``Context.ask`` or ``Training.ask``."""


@dataclass(frozen=True)
class Measured:
    """Pairs of the grader's, and what a model answered."""

    pairs: tuple[Pair, ...]
    answers: tuple[str, ...]

    @property
    def exact(self) -> float:
        """Share of the dates that are right to the letter."""
        return self.share(lambda answer, right: answer == right)

    @property
    def fields(self) -> dict[str, float]:
        """Share of the dates of which a field is right, by field."""
        return {name: self.share(_same_field(number)) for number, name in enumerate(FIELDS)}

    @property
    def mean_field(self) -> float:
        """Share of all fields that are right."""
        return statistics.fmean(self.fields.values())

    def share(self, holds: Callable[[str, str], bool]) -> float:
        """Return the share of the answers that something holds for, of answer and right date."""
        both = zip(self.answers, self.pairs, strict=True)
        return sum(holds(answer, right) for answer, (_, right) in both) / len(self.pairs)

    def in_words(self) -> str:
        """Return the shares of the fields as a sentence."""
        year, month, day = map(percent, self.fields.values())
        return f"Right are the year in {year}, the month in {month}, the day in {day}."

    def wrong_ones(self, title: str) -> Table:
        """Return a table of the first dates that are wrong."""
        rows = [
            (source, answer, right)
            for answer, (source, right) in zip(self.answers, self.pairs, strict=True)
            if answer != right
        ]
        return Table(title, ("written", "yours", "right"), tuple(rows[:MOST_ROWS]))


def convert(ask: Ask, model: dict[str, Any], sources: Sequence[str]) -> list[str]:
    """Return what ``convert`` makes of dates. Raises ``Failed`` and ``WorkerError``."""
    batches = [list(sources[at : at + MAX_DATES]) for at in range(0, len(sources), MAX_DATES)]
    answers = ask("convert", forms.STUDENTS_OWN, model=model, batches=batches)
    return [
        text
        for answer, batch in zip(answers, batches, strict=True)
        for text in strings(answer, len(batch), "convert(model, sources)")
    ]


def measure(ask: Ask, pairs: Sequence[Pair], **model: Any) -> Measured:
    """Measure the trained model, or one that ``model`` says how to change (see the probe)."""
    answers = convert(ask, TRAINED | model, [source for source, _ in pairs])
    return Measured(tuple(pairs), tuple(answers))


def percent(share: float) -> str:
    """Return a share as a text, 99.9 %, rounded down: 100 % is all."""
    tenths = math.floor(1000 * share + ROUNDING)
    return f"{tenths / 10:g} %"


def _same_field(number: int) -> Callable[[str, str], bool]:
    return lambda answer, right: _field(answer, number) == _field(right, number)


def _field(text: str, number: int) -> str | None:
    parts = text.split("-")
    return parts[number] if len(parts) == len(FIELDS) else None
