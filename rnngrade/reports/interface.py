"""What the reports stage offers: results, said in one format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rnngrade.result import Result


class Report(Protocol):
    """A format for one result. The modules ``terminal``, ``html`` and ``json`` are reports."""

    name: str

    def render(self, result: Result) -> str:
        """Return ``result`` as text, with nothing of the student's left to interpret."""


@dataclass(frozen=True)
class Judged:
    """One submission that a command has judged, and where its file is."""

    result: Result
    path: str
    """From the folder where the command runs, with ``/``, as CI systems name a file."""


class Publication(Protocol):
    """A format for all that a command has judged, which another system reads."""

    name: str

    def render(self, judged: Sequence[Judged]) -> str:
        """Return the text of the file, with nothing of the student's left to interpret."""
