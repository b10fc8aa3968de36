"""What the reports stage offers: results, said in one format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rnngrade.result import Result


class Report(Protocol):
    """A format for one result. The modules ``terminal`` and ``html`` are reports."""

    name: str

    def render(self, result: Result) -> str:
        """Return ``result`` as text, with nothing of the student's left to interpret."""


@dataclass(frozen=True)
class Judged:
    """One submission that a command has judged, and where its file is."""

    result: Result
    path: str
    """Of the file that was read, also where a folder was named; from the folder where the command
    runs, with ``/``, as CI systems name a file."""


class PublicationError(Exception):
    """A format that cannot be written here: what was expected, what came, what to try.

    ``message`` says the first two, ``hint`` the last.
    """

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Publication(Protocol):
    """A format for all that a command has judged, which another system reads.

    One that depends on its surroundings is a class that is made with them, and then raises
    PublicationError where it cannot be written there.
    """

    name: str

    def render(self, judged: Sequence[Judged]) -> str:
        """Return the text of the file, with nothing of the student's left to interpret."""
