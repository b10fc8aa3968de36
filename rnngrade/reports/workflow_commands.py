"""Lines that CI systems take for orders to themselves when they read a log."""

from __future__ import annotations

import re

_COMMAND = re.compile(r"^\s*:(?=:)|##(?=\w*\[)", re.MULTILINE)
"""GitHub's commands begin a line, less its spaces; those of Azure and TeamCity stand anywhere."""


def without_command(text: str) -> str:
    """Return ``text`` with a backslash in every line that would give an order to a CI system."""
    return _COMMAND.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", text)
