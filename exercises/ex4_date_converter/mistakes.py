"""What is wrong with a pair of a date and its ISO form, and which known mistake makes it so."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from . import dates
from .dates import Pair, Written

SLASHES = re.compile("([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
DASHES = re.compile("([0-9]{1,4})-([0-9]{1,2})-([0-9]{1,2})")


@dataclass(frozen=True)
class Reading:
    """A pair as it may be meant: all that its two texts can say, whether there is such a day."""

    pair: Pair
    level: int
    sources: dict[int, Written]
    """By way, those of other levels included."""
    slashes: Written | None
    """Month first, with or without zeros."""
    target: Written | None
    """With or without zeros."""

    @property
    def says(self) -> set[Written]:
        """What the source says, in whatever form."""
        return {*self.sources.values(), *([self.slashes] if self.slashes else [])}

    @property
    def is_right(self) -> bool:
        """Whether it is a pair as the statement asks for it."""
        allowed = {self.sources[way] for way in dates.ways(self.level) if way in self.sources}
        day = dates.day_of(self.target) if self.target else None
        if day is None or dates.iso(self.pair[1]) is None or self.target not in allowed:
            return False
        return dates.FIRST <= day <= dates.LAST and not weekday_wrong(self)


def read(pair: Pair, level: int) -> Reading:
    """Return what a pair says."""
    source, target = pair
    slashes, dashes = SLASHES.fullmatch(source), DASHES.fullmatch(target)
    by_slashes = by_dashes = None
    if slashes:
        month, day, year = map(int, slashes.groups())
        by_slashes = year, month, day
    if dashes:
        year, month, day = map(int, dashes.groups())
        by_dashes = year, month, day
    return Reading(pair, level, dates.readings(source), by_slashes, by_dashes)


def pair_swapped(reading: Reading) -> bool:
    """Whether the ISO form comes first."""
    source, target = reading.pair
    return dates.iso(source) in dates.readings(target).values()


def no_zero_padding(reading: Reading) -> bool:
    """Whether it is right but for a zero before a month or a day of one digit."""
    unpadded = dates.iso(reading.pair[1]) is None or (bool(reading.slashes) and not reading.sources)
    return unpadded and reading.target in reading.says


def days_that_do_not_exist(reading: Reading) -> bool:
    """Whether both texts say the same, and the calendar has no such day."""
    written = reading.target
    return written in reading.says and written is not None and dates.day_of(written) is None


def years_outside(reading: Reading) -> bool:
    """Whether it is right but for the year."""
    day = (
        dates.day_of(reading.target) if reading.target in reading.says and reading.target else None
    )
    return day is not None and not dates.FIRST <= day <= dates.LAST


def level_ignored(reading: Reading) -> bool:
    """Whether it is written in a way of another level."""
    return reading.target in reading.sources.values() and not any(
        way in reading.sources for way in dates.ways(reading.level)
    )


def weekday_wrong(reading: Reading) -> bool:
    """Whether it is right but for the weekday."""
    agrees = reading.target is not None and reading.target in reading.sources.values()
    day = dates.day_of(reading.target) if agrees and reading.target else None
    weekday = dates.weekday_in(reading.pair[0])
    return day is not None and weekday is not None and weekday != dates.weekday_of(day)


def month_off_by_one(reading: Reading) -> bool:
    """Whether one text has the month before or after that of the other."""
    if reading.target is None:
        return False
    year, month, day = reading.target
    return any((year, day) == (y, d) and (month - m) % 12 in (1, 11) for y, m, d in reading.says)


def day_and_month_swapped(reading: Reading) -> bool:
    """Whether day and month have changed places in one of the texts."""
    if reading.target is None:
        return False
    year, month, day = reading.target
    return (year, day, month) in reading.says


MISTAKES: dict[str, Callable[[Reading], bool]] = {
    "pair_swapped": pair_swapped,
    "no_zero_padding": no_zero_padding,
    "days_that_do_not_exist": days_that_do_not_exist,
    "years_outside": years_outside,
    "level_ignored": level_ignored,
    "weekday_wrong": weekday_wrong,
    "month_off_by_one": month_off_by_one,
    "day_and_month_swapped": day_and_month_swapped,
}
"""In this order: the first that holds is taken for the cause."""


def named(wrong: list[Reading]) -> list[str]:
    """Return the mistakes that explain all wrong pairs together; none where one is left over."""
    causes = [
        next((name for name, holds in MISTAKES.items() if holds(reading)), None)
        for reading in wrong
    ]
    found = [name for name in dict.fromkeys(causes) if name is not None]
    if None in causes:
        return []
    if found == ["days_that_do_not_exist"] and all(_is_february_29(one) for one in wrong):
        return ["leap_day_wrong"]
    return found


def said(reading: Reading) -> str:
    """Return what is wrong with a pair, in words."""
    day = dates.day_of(reading.target) if reading.target else None
    if dates.iso(reading.pair[1]) is None:
        return "the target is not in ISO form, such as '2023-01-05'"
    if day is None:
        return "there is no such day"
    if not dates.FIRST <= day <= dates.LAST:
        return f"the day is outside {dates.FIRST} to {dates.LAST}"
    if not any(way in reading.sources for way in dates.ways(reading.level)):
        ways = ", ".join(repr(dates.write(day, way)) for way in dates.ways(reading.level))
        return f"the source is not written as {ways}"
    if weekday_wrong(reading):
        return f"that day is a {dates.weekday_of(day)}"
    year, month, number = next(iter(reading.sources.values()))
    return f"the source says {year:04}-{month:02}-{number:02}"


def _is_february_29(reading: Reading) -> bool:
    return reading.target is not None and reading.target[1:] == (2, 29)
