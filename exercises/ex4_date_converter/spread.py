"""Whether days are spread as the statement asks: over all months, days and years."""

from __future__ import annotations

import calendar
import math
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from .dates import DAYS, FIRST, LAST, MONTHS, Date

Key = TypeVar("Key", bound=Hashable)
YEARS = LAST.year - FIRST.year + 1
FEWEST_DIFFERENT = 0.5
"""Share of 10,000 days that are different; of all 36,525, drawn at random, it is 0.87."""
IMPROBABLE = 24.0
"""An exponent: e^-24 = 4e-11 is the chance, at most, that a right draw exceeds a bound; there are
about 1,000 of them. About 6.9 standard errors of a normal distribution. It is H. Chernoff's
bound: a share s of n draws of probability p is as far off with a chance of at most
exp(-n KL(s, p)), with the Kullback-Leibler divergence KL; also where days are drawn without
replacement (W. Hoeffding, 1963)."""


@dataclass(frozen=True)
class Part:
    """A part of the calendar, and its least and greatest probability among the right draws."""

    name: str
    lowest: float
    highest: float


def of_months() -> dict[int, Part]:
    """Return the months. Right is every day equally often, or year, month and day in turn."""
    parts = {}
    for month, name in enumerate(MONTHS, start=1):
        days = sum(_length(year, month) for year in _years())
        parts[month] = _part(name, days / DAYS, 1 / 12)
    return parts


def of_days() -> dict[int, Part]:
    """Return the days of the month."""
    parts = {}
    for day in range(1, 32):
        lengths = [_length(year, month) for year in _years() for month in range(1, 13)]
        having = [length for length in lengths if length >= day]
        in_turn = sum(1 / length for length in having) / len(lengths)
        parts[day] = _part(f"the {day}.", len(having) / DAYS, in_turn)
    return parts


def of_years() -> dict[int, Part]:
    """Return the years."""
    return {
        year: _part(str(year), (365 + calendar.isleap(year)) / DAYS, 1 / YEARS) for year in _years()
    }


def of_month_and_day() -> dict[tuple[int, int], Part]:
    """Return the days of the year, where a day cut off at the end of a month shows."""
    parts = {}
    for month, name in enumerate(MONTHS, start=1):
        for day in range(1, 32):
            lengths = [_length(year, month) for year in _years()]
            having = [length for length in lengths if length >= day]
            if having:
                in_turn = sum(1 / length for length in having) / len(lengths) / 12
                parts[month, day] = _part(f"{name} {day}", len(having) / DAYS, in_turn)
    return parts


def is_improbable(count: int, n: int, part: Part) -> bool:
    """Return whether so many of n days cannot be chance, however they were rightly drawn."""
    share = count / n
    if part.lowest <= share <= part.highest:
        return False
    bound = part.lowest if share < part.lowest else part.highest
    return n * _divergence(share, bound) > IMPROBABLE


def unevenness(days: Sequence[Date]) -> Iterator[tuple[str, str]]:
    """Yield the mistakes that show in a sample of days, each with a sentence of numbers."""
    of_month = Counter(day.month for day in days)
    of_day = Counter(day.day for day in days)
    of_year = Counter(day.year for day in days)
    different = len(set(days))
    if different < FEWEST_DIFFERENT * len(days):
        yield "few_different_days", f"Of {len(days):,} days only {different:,} are different."
    if not any(of_day[day] for day in (29, 30, 31)):
        yield "day_at_most_28", f"Of {len(days):,} days none is the 29th, 30th or 31st."
    yield from _uneven("months_not_spread", "months", of_months(), of_month, len(days))
    yield from _uneven("years_not_spread", "years", of_years(), of_year, len(days))
    yield from _uneven("days_not_spread", "days of the month", of_days(), of_day, len(days))
    cells = Counter((day.month, day.day) for day in days)
    yield from _uneven("days_not_spread", "days of the year", of_month_and_day(), cells, len(days))


def _uneven(
    mistake: str, what: str, parts: Mapping[Key, Part], counts: Counter[Key], n: int
) -> Iterator[tuple[str, str]]:
    wrong = [key for key, part in parts.items() if is_improbable(counts[key], n, part)]
    if not wrong:
        return
    worst = max(wrong, key=lambda key: abs(counts[key] / n - parts[key].lowest))
    part = parts[worst]
    yield (
        mistake,
        f"All {what} should come about equally often, but of {n:,} days {counts[worst]:,} are "
        f"{part.name}; about {n * (part.lowest + part.highest) / 2:.0f} is right.",
    )


def _divergence(share: float, probability: float) -> float:
    both = ((share, probability), (1 - share, 1 - probability))
    return sum(s * math.log(s / p) for s, p in both if s > 0)


def _part(name: str, *probabilities: float) -> Part:
    return Part(name, min(probabilities), max(probabilities))


def _years() -> range:
    return range(FIRST.year, LAST.year + 1)


def _length(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]
