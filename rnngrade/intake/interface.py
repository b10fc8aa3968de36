"""What the batch stage hands on: who handed in what, where it lies, what could not be placed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


class BatchError(Exception):
    """A batch that cannot start: what was expected, what came, what to try."""


@dataclass(frozen=True)
class Student:
    """A person on the roster."""

    id: str
    """What tells them from everybody else: never empty, and no two have the same."""
    name: str = ""
    email: str = ""
    section: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    """The roster's row as it was read, by the column's own name: other systems have ids besides."""

    @property
    def shown(self) -> str:
        """The name and the id, for a reader."""
        return f"{self.name} ({self.id})" if self.name else f"({self.id})"


@dataclass(frozen=True)
class Entry:
    """One submission of a batch."""

    name: str
    """Of its files in the results folder, without suffix: a valid file name, and no other's."""
    path: Path
    """The file, or the folder, that is read."""
    source: str
    """Where it was handed in, as an instructor knows it: below what was given, with ``/``."""
    student: Student | None = None
    """None without a roster, or where nobody on it could be matched."""
    submitted: datetime | None = None
    """When it was handed in, with a time zone; None where nothing tells."""
    late: bool = False
    """Whether the system that it was downloaded from has marked it late."""


@dataclass(frozen=True)
class LeftOut:
    """Something among the submissions that is not graded, and why, in a sentence."""

    source: str
    reason: str


@dataclass(frozen=True)
class Collected:
    """All that was found: nothing that was handed in is missing from these three."""

    entries: tuple[Entry, ...]
    """By name."""
    left_out: tuple[LeftOut, ...] = ()
    """What could not be taken, and files of which a newer one of the same student is graded."""
    absent: tuple[Student, ...] = ()
    """Those on the roster of whom nothing was found."""
    unmatched: tuple[str, ...] = ()
    """With a roster: sources of entries that belong to nobody on it. They are graded as well."""
