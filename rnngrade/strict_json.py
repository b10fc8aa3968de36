"""JSON as its standard has it: every number in it is one."""

from __future__ import annotations

import json
import math
from typing import Any


def loads(text: str) -> Any:
    """Return the document of a text. Raises ``ValueError`` where it is not JSON.

    NaN, infinities and numbers too large for one, which Python's parser takes, are refused.
    """
    try:
        return json.loads(text, parse_constant=_refused, parse_float=_finite, parse_int=_whole)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _refused(text)


def _whole(text: str) -> int:
    _finite(text)
    return int(text)


def _refused(text: str) -> float:
    raise ValueError(f"it holds {text[:40]}; expected a finite number")
