"""The axis of a plot: from which value to which, linear or logarithmic, and its round numbers."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace

_LOG_FROM = 10.0
"""Positive values that span more than this factor are set on a logarithmic axis."""
_CONSTANT = 1e-6
"""Values that differ by less, relatively, are one value to a reader."""
_LARGEST = sys.float_info.max
_ROUND = (1, 2, 5)
_FEW_DECADES = 2.5
"""Up to here a logarithmic axis has room for 1, 2 and 5 of each decade."""


@dataclass(frozen=True)
class Scale:
    """A range of finite values, ``low < high``; both are positive where it is logarithmic."""

    low: float
    high: float
    log: bool

    def place(self, value: float) -> float:
        """Return where a finite ``value`` stands, 0 at ``low`` and 1 at ``high``; ends are kept."""
        if self.log and value <= self.low:
            return 0.0
        low, at, high = map(self._even, (self.low, value, self.high))
        return min(max((at - low) / (high - low), 0.0), 1.0) if high > low else 0.5

    def _even(self, value: float) -> float:
        return math.log10(value) if self.log else value / 4  # so that no difference overflows

    def ticks(self, most: int = 5) -> tuple[float, ...]:
        """Return about ``most`` round numbers in this range, ascending; its ends if there are none.

        A logarithmic range of few decades gets 1, 2 and 5 of each.
        """
        found = self._log_ticks(most) if self.log else self._linear_ticks(most)
        inside = tuple(tick for tick in found if self.low <= tick <= self.high)
        return inside or (self.low, self.high)

    def rounded(self, most: int = 5) -> Scale:
        """Return this range, widened to the next round numbers, so that no value lies on the edge.

        A range that starts at 0 still does.
        """
        marks = _ones_twos_fives(self) if self.log else self._linear_ticks(most)
        below = [mark for mark in marks if mark < self.low and self.low != 0]
        above = [mark for mark in marks if mark > self.high and self.high != 0]
        return replace(self, low=max(below, default=self.low), high=min(above, default=self.high))

    def _log_ticks(self, most: int) -> list[float]:
        decades = math.log10(self.high) - math.log10(self.low)
        if decades <= _FEW_DECADES:
            return _ones_twos_fives(self)
        first, stride = math.floor(math.log10(self.low)), math.ceil(decades / most)
        exponents = range(first - first % stride, math.ceil(math.log10(self.high)) + 1, stride)
        return [float(f"1e{exponent}") for exponent in exponents]

    def _linear_ticks(self, most: int) -> list[float]:
        step = _round_up((self.high / 4 - self.low / 4) / most * 4)
        if not 0 < step < math.inf:
            return []
        first, last = math.floor(self.low / step), math.ceil(self.high / step)
        multiples = (number * step for number in range(first - 1, last + 2))
        return [value for value in multiples if math.isfinite(value)]


def scale_of(values: Iterable[float], *, log: bool | None = None) -> Scale:
    """Return the range of ``values``, of which at least one is finite; the others do not count.

    Unless told, it is logarithmic where all are positive and span more than a factor of 10. Where
    it must be logarithmic, only positive values count, if there are any. A range of one value is
    widened around it.
    """
    finite = [value for value in values if math.isfinite(value)]
    if log:
        finite = [value for value in finite if value > 0] or finite
    low, high = min(finite), max(finite)
    if high / 4 - low / 4 <= _CONSTANT * max(abs(low), abs(high)) / 4:
        room = max(abs(low), abs(high)) / 10 or 1.0
        low, high = max(low - room, -_LARGEST), min(high + room, _LARGEST)
    spans = low > 0 and high / _LOG_FROM > low
    return Scale(low, high, low > 0 if log else spans and log is None)


def part(place: float, count: int) -> int:
    """Return in which of ``count`` equal parts, from 0, a place from 0 to 1 lies."""
    return min(int(place * count), count - 1)


def _round_up(value: float) -> float:
    """Return the smallest of 1, 2 and 5 times a power of ten that is not below ``value``."""
    if not 0 < value < math.inf:
        return value
    exponent = math.floor(math.log10(value))
    candidates = (float(f"{digit}e{exponent}") for digit in (*_ROUND, 10))
    return next((mark for mark in candidates if mark >= value), math.inf)


def _ones_twos_fives(scale: Scale) -> list[float]:
    first, last = (math.floor(math.log10(value)) for value in (scale.low, scale.high))
    exponents = range(first - 1, last + 2)
    marks = [float(f"{digit}e{exponent}") for exponent in exponents for digit in _ROUND]
    return [mark for mark in marks if 0 < mark < math.inf]
