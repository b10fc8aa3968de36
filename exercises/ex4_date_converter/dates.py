"""Dates as the grader knows them: ways to write one, reading one, and days of its own choice."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

import torch

Date = datetime.date
Pair = tuple[str, str]
"""A date as it is written, and in ISO form."""

FIRST, LAST = Date(1950, 1, 1), Date(2049, 12, 31)
DAYS = LAST.toordinal() - FIRST.toordinal() + 1
"""36,525."""
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
SHORT = tuple(month[:3] for month in MONTHS)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WAYS = (
    "{month} {day}, {year}",
    "{short} {day}, {year}",
    "{short} {day} {year}",
    "{month} {day} {year}",
    "{day} {month} {year}",
    "{day} {short} {year}",
    "{mm}/{dd}/{year}",
    "{weekday}, {month} {day}, {year}",
    "{weekday} {day} {month} {year}",
)
"""As the statement lists them. No locale has a part in it, unlike in strftime."""
PARTS = {
    "month": f"(?P<month>{'|'.join(MONTHS)})",
    "short": f"(?P<short>{'|'.join(SHORT)})",
    "weekday": f"(?P<weekday>{'|'.join(WEEKDAYS)})",
    "year": "(?P<year>[0-9]{4})",
    # A student may write "January 05, 2023" as well; the slashes demand both digits.
    "day": "(?P<day>0?[1-9]|[12][0-9]|3[01])",
    "mm": "(?P<mm>0[1-9]|1[0-2])",
    "dd": "(?P<dd>0[1-9]|[12][0-9]|3[01])",
}
"""What a field of a way may be, as a regular expression."""
READERS = tuple(
    re.compile(re.escape(way).replace(r"\{", "{").replace(r"\}", "}").format(**PARTS))
    for way in WAYS
)
ISO = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
Written = tuple[int, int, int]
"""Year, month and day as a text says them; there need not be such a day."""


def ways(level: int) -> range:
    """Return the numbers of the ways to write a date at a level."""
    return range(1 if level == 1 else len(WAYS))


def write(date: Date, way: int) -> str:
    """Return a date, written in a way."""
    month = MONTHS[date.month - 1]
    return WAYS[way].format(
        month=month,
        short=month[:3],
        weekday=WEEKDAYS[date.weekday()],
        year=f"{date.year:04}",
        day=date.day,
        mm=f"{date.month:02}",
        dd=f"{date.day:02}",
    )


def day_of(written: Written) -> Date | None:
    """Return that day; None where the calendar has none."""
    try:
        return Date(*written)
    except ValueError:
        return None


def iso(text: str) -> Written | None:
    """Return what a text in ISO form says; None for any other."""
    match = ISO.fullmatch(text)
    if match is None:
        return None
    year, month, day = map(int, match.groups())
    return year, month, day


def readings(text: str) -> dict[int, Written]:
    """Return what a text says, by each way that it may be written in ("May 5, 2023": two).

    A weekday is not looked at here; see ``weekday_in``.
    """
    matches = ((way, reader.fullmatch(text)) for way, reader in enumerate(READERS))
    return {way: _written(match.groupdict()) for way, match in matches if match is not None}


def weekday_in(text: str) -> str | None:
    """Return the weekday that ``text`` begins with; None where it has none."""
    return next((weekday for weekday in WEEKDAYS if text.startswith(weekday)), None)


def weekday_of(date: Date) -> str:
    """Return the name of a day's weekday."""
    return WEEKDAYS[date.weekday()]


def shuffled(generator: torch.Generator) -> list[Date]:
    """Return every day from ``FIRST`` to ``LAST``, in a random order."""
    order = torch.randperm(DAYS, generator=generator).tolist()
    return [Date.fromordinal(FIRST.toordinal() + number) for number in order]


def outside(generator: torch.Generator, count: int) -> list[Date]:
    """Return days of the 50 years before ``FIRST`` and the 50 years after ``LAST``."""
    before = range(Date(1900, 1, 1).toordinal(), FIRST.toordinal())
    after = range(LAST.toordinal() + 1, Date(2099, 12, 31).toordinal() + 1)
    ordinals = [*before, *after]
    order = torch.randperm(len(ordinals), generator=generator)[:count].tolist()
    return [Date.fromordinal(ordinals[number]) for number in order]


def pairs(generator: torch.Generator, days: Sequence[Date], level: int) -> list[Pair]:
    """Return the days with their ISO forms, each written in a random way of a level."""
    chosen = torch.randint(len(ways(level)), (len(days),), generator=generator).tolist()
    return [(write(day, way), day.isoformat()) for day, way in zip(days, chosen, strict=True)]


def _written(parts: dict[str, str]) -> Written:
    name = parts.get("month") or parts.get("short")
    month = SHORT.index(name[:3]) + 1 if name else int(parts["mm"])
    return int(parts["year"]), month, int(parts["day"] if "day" in parts else parts["dd"])
