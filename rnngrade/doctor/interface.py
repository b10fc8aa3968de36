"""What the doctor stage gives: findings about this machine, and what follows for checks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """What a finding means for whoever wants to check submissions here."""

    OK = "ok"
    ABSENT = "absent"
    """It is not there, and checks run without it."""
    MISSING = "missing"
    """It is not there or not in order, and no check can run."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    name: str
    """Such as ``torch`` or ``landlock``; no two of a section have the same."""
    health: Health
    text: str
    """What is there and what it is for, or why it is not."""
    hint: str = ""
    """What to do where it is not there; empty where there is nothing to be done."""


@dataclass(frozen=True)
class Section:
    """Findings of one kind."""

    title: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Examined:
    """All that was found."""

    sections: tuple[Section, ...]
    unguarded: tuple[str, ...]
    """The layers that ``--isolation required`` demands, and that are not here."""

    @property
    def missing(self) -> tuple[Finding, ...]:
        """What keeps every check from running."""
        return tuple(f for f in self._findings() if f.health is Health.MISSING)

    @property
    def can_check(self) -> bool:
        """Whether ``rnngrade check`` can run."""
        return not self.missing

    @property
    def can_isolate(self) -> bool:
        """Whether submissions can be run with ``--isolation required``, as ``grade`` does."""
        return self.can_check and not self.unguarded

    def _findings(self) -> Iterator[Finding]:
        for section in self.sections:
            yield from section.findings
