"""Numbers as a reader wants them: few digits, thousands set apart."""

from __future__ import annotations

import math
from itertools import pairwise

_DIGITS = 3
_MOST_DIGITS = 9
_BLUR = 0.05
"""How far a text may be from its value, in distances between neighbours."""
_LONGEST_WHOLE = 1e6
_LONGEST_STEP = 1e12


def number_text(value: float, digits: int = _DIGITS) -> str:
    """Return a finite ``value`` in ``digits`` significant digits: 0.0091, 1,204, 3.2e-5."""
    size = abs(value)
    if 1000 <= size < _LONGEST_WHOLE:
        text = f"{value:,.{max(digits - 1 - math.floor(math.log10(size)), 0)}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    mantissa, exponential, exponent = f"{value:.{digits}g}".partition("e")
    return f"{mantissa}e{int(exponent)}" if exponential else mantissa


def step_text(step: float) -> str:
    """Return the number of a step: 1,204."""
    return f"{step:,.0f}" if abs(step) < _LONGEST_STEP else number_text(step)


def percent_text(part: int, whole: int) -> str:
    """Return a share in percent, half up; only all is 100, and only nothing is 0: <1, 99."""
    if not 0 < part < whole:
        return "100" if part else "0"
    percent = (200 * part + whole) // (2 * whole)
    return str(min(percent, 99)) if percent else "<1"


def texts_apart(values: tuple[float, ...]) -> tuple[str, ...]:
    """Return ascending ``values`` as texts, with the digits that their distances ask for."""
    gaps = (after / 4 - before / 4 for before, after in pairwise(values))
    bound = _BLUR * min(gaps, default=math.inf)
    for digits in range(_DIGITS, _MOST_DIGITS + 1):
        texts = tuple(number_text(value, digits) for value in values)
        if all(
            abs(float(text.replace(",", "")) / 4 - value / 4) <= bound
            for text, value in zip(texts, values, strict=True)
        ):
            break
    return texts
