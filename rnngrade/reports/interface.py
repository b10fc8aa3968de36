"""What the reports stage offers: one result, said in one format."""

from __future__ import annotations

from typing import Protocol

from rnngrade.result import Result


class Report(Protocol):
    """A format for one result. The modules ``terminal``, ``html`` and ``json`` are reports."""

    name: str

    def render(self, result: Result) -> str:
        """Return ``result`` as text, with nothing of the student's left to interpret."""
