"""Whether ``make_pairs`` draws what the statement says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch

from rnngrade.checks.form import in_words
from rnngrade.checks.interface import Context, Failed, Passed

from . import dates, forms, mistakes
from .dates import Date, Pair
from .spread import unevenness

PART, PARTS = 5000, 2
"""How many pairs are asked for at a time, so that they fit into an answer, and how often."""
MORE_PARTS = 4
"""Asked for besides where there was no 29 February yet. A right make_pairs draws one with
probability 6.8e-4, and none in 30,000 days with a chance of e^-20 = 1e-9."""
SMALL = 20


def judge(context: Context, level: int) -> Passed:
    """Judge ``make_pairs`` at a level."""
    generator = context.generator(f"pairs {level}")
    seeds = torch.randint(2**30, (PARTS + MORE_PARTS,), generator=generator).tolist()
    _pairs(context, level, 1, seeds[0])
    sample = [pair for seed in seeds[:PARTS] for pair in _pairs(context, level, PART, seed)]
    for found, message in _mistakes(context, level, sample, seeds):
        raise context.confirmed(message, *found)
    ways = "the way of level 1" if level == 1 else f"all {len(dates.WAYS)} ways"
    return Passed(f"{len(sample):,} pairs were right, in {ways}.")


def _mistakes(
    context: Context, level: int, sample: list[Pair], seeds: list[int]
) -> Iterator[tuple[list[str], str]]:
    readings = [mistakes.read(pair, level) for pair in sample]
    wrong = [reading for reading in readings if not reading.is_right]
    if wrong:
        source, target = wrong[0].pair
        yield (
            mistakes.named(wrong),
            f"{len(wrong):,} of {len(sample):,} pairs are wrong, such as ({_quoted(source)}, "
            f"{_quoted(target)}): {mistakes.said(wrong[0])}.",
        )
        return
    yield from _of_the_seed(context, level, seeds)
    yield from _of_the_ways(level, readings)
    days = [_day(target) for _, target in sample]
    for mistake, sentence in unevenness(days):
        yield [mistake], sentence
    for seed in seeds[PARTS:]:
        if any((day.month, day.day) == (2, 29) for day in days):
            return
        days += [_day(target) for _, target in _pairs(context, level, PART, seed)]
    if not any((day.month, day.day) == (2, 29) for day in days):
        yield ["leap_day_missing"], f"Of {len(days):,} days none is a 29 February."


def _of_the_seed(context: Context, level: int, seeds: list[int]) -> Iterator[tuple[list[str], str]]:
    """Judge that the same seed gives the same pairs, and another one others."""
    first, again, other = (
        _pairs(context, level, SMALL, seed, state=state)
        for state, seed in enumerate((seeds[0], seeds[0], seeds[1]))
    )
    if first != again:
        message = "With the same seed the pairs should be the same, but they are others."
        yield ["seed_ignored"], message
    if first == other:
        yield (
            ["same_pairs_always"],
            "With another seed the pairs should be others; they are the same.",
        )


def _of_the_ways(level: int, readings: list[mistakes.Reading]) -> Iterator[tuple[list[str], str]]:
    seen = {way for reading in readings for way in reading.sources if len(reading.sources) == 1}
    missing = [way for way in dates.ways(level) if way not in seen]
    if missing:
        example = Date(2023, 1, 15)
        shown = ", ".join(f"“{dates.write(example, way)}”" for way in missing)
        yield (
            ["level_ignored" if seen == {0} else "ways_missing"],
            f"At level {level} all {len(dates.WAYS)} ways to write a date should occur, but among "
            f"{len(readings):,} pairs none is like {shown}.",
        )


def _pairs(context: Context, level: int, n: int, seed: int, *, state: int = 0) -> list[Pair]:
    """Ask for n pairs; raises ``Failed`` with what was expected and what came."""
    spec = {"n": n, "seed": seed, "level": None if level == 1 else level, "state": state}
    (answer,) = context.ask("pairs", forms.STUDENTS_OWN, specs=[spec])
    asked = f"make_pairs({n}, …) should return a list of {n} pairs (source, target)"
    if type(answer) is not list:
        raise Failed(f"{asked}, but it returns {in_words(answer)}.", hint="Return a list.")
    if len(answer) != n:
        found = ["too_few_pairs"] if len(answer) < n else []
        raise context.confirmed(f"{asked}, but it returns {len(answer):,}.", *found)
    return [_pair(pair, asked) for pair in answer]


def _pair(pair: Any, asked: str) -> Pair:
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        raise Failed(f"{asked}, but {in_words(pair)} is among them.")
    source, target = pair
    if type(source) is not str or type(target) is not str:
        raise Failed(
            f"{asked}, both strings, but ({in_words(source)}, {in_words(target)}) is among them.",
            hint="Write dates as strings: day.isoformat().",
        )
    return source, target


def _day(target: str) -> Date:
    return Date.fromisoformat(target)


def _quoted(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:60]}…")
