"""Cells of CSV files that a spreadsheet opens without running them."""

from __future__ import annotations

from rnngrade.plain_text import clipped

LONGEST = 1000
_FORMULA_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""The last four are the full-width ones, which spreadsheets of some locales take as well."""


def cell(text: str, longest: int = LONGEST) -> str:
    """Return ``text`` as one line that no spreadsheet takes for a formula."""
    line = " ".join(clipped(text, longest).split())
    return f"'{line}" if line.startswith(_FORMULA_STARTS) else line
