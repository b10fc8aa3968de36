"""Gradescope's results.json."""

from __future__ import annotations

from collections.abc import Sequence

from rnngrade.reports.interface import Judged

name = "gradescope"


def render(judged: Sequence[Judged]) -> str:
    """Return the text."""
    raise NotImplementedError
