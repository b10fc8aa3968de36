"""Cells of CSV files that a spreadsheet opens without running them."""

from __future__ import annotations

import html
import re

from rnngrade.plain_text import clipped

LONGEST = 1000
_SIGNS = "=+@\uff1d\uff0b\uff0d\uff20-"
"""What formulas begin with; the full-width ones too, which spreadsheets of some locales take."""
_START = re.compile(rf"(^|;[\s\"]*)(?=[{_SIGNS}])")
"""Where ``;`` separates columns, as in many locales, a cell begins after it."""
_STARTS = re.compile(rf";[\s\"]*[{_SIGNS}][\s\"{_SIGNS}]*")


def cell(text: str, longest: int = LONGEST) -> str:
    """Return ``text`` as one line that no spreadsheet takes for a formula."""
    line = " ".join(clipped(text, longest).split())
    return _START.sub(r"\1'", line)


def html_cell(text: str) -> str:
    """Return ``text`` as HTML, lines as they are, of which no column after a ``;`` is a formula.

    Every sign that HTML spells out ends with a ``;``. ``text`` itself begins like no formula.
    """
    return _STARTS.sub(_spelled_out, html.escape(text, quote=False))


def _spelled_out(found: re.Match[str]) -> str:
    return "".join(f"&#{ord(sign)};" if sign in _SIGNS else sign for sign in found[0])
