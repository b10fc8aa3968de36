"""What a confusion matrix shows, in words: which classes are taken for which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rnngrade.reports.exhibits import Confusion
from rnngrade.reports.number_text import percent_text

_MOST_PAIRS = 5
_FEWEST_CASES = 3
"""Fewer may be chance."""


@dataclass(frozen=True)
class Pair:
    """One class taken for another: places in the matrix, how many cases, of how many."""

    true: int
    answered: int
    cases: int
    of: int


def most_confused(confusion: Confusion) -> tuple[Pair, ...]:
    """Return the largest confusions, by their share of the true class."""
    worth = [pair for pair in _confused(confusion) if pair.cases >= _FEWEST_CASES]
    worth.sort(key=lambda pair: (-pair.cases / pair.of, -pair.cases))
    return tuple(worth[:_MOST_PAIRS])


def words(confusion: Confusion) -> tuple[str, ...]:
    """Return what is worth saying beside the matrix, one line each."""
    pairs = most_confused(confusion)
    said = "most confused:" if pairs else f"no two confused {_FEWEST_CASES} times or more"
    lead = f"{_overall_words(confusion)}; {said}"
    return lead, *(pair_words(confusion, pair) for pair in pairs)


def summary(confusion: Confusion) -> str:
    """Return the same as one line, with the title."""
    pairs = (pair_words(confusion, pair) for pair in most_confused(confusion))
    return f"{confusion.title}: {'; '.join((_overall_words(confusion), *pairs))}"


def pair_words(confusion: Confusion, pair: Pair) -> str:
    """Say what was taken for what: ``Polish taken for Czech: 12 of 40 (30 %)``."""
    true, answered = confusion.labels[pair.true], confusion.labels[pair.answered]
    what = f"{true} right" if pair.true == pair.answered else f"{true} taken for {answered}"
    return f"{what}: {pair.cases:,} of {pair.of:,} ({percent_text(pair.cases, pair.of)} %)"


def _overall_words(confusion: Confusion) -> str:
    right = sum(row[place] for place, row in enumerate(confusion.counts))
    every = sum(map(sum, confusion.counts))
    return f"{right:,} of {every:,} right ({percent_text(right, every)} %)"


def _confused(confusion: Confusion) -> Iterator[Pair]:
    for true, row in enumerate(confusion.counts):
        of = sum(row)
        for answered, cases in enumerate(row):
            if cases and answered != true:
                yield Pair(true, answered, cases, of)
