"""What the ci stage is about: the files with which another system runs ``rnngrade check``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from rnngrade.ci.package import Package
from rnngrade.content import Exercise
from rnngrade.data.store import NAMES


@dataclass(frozen=True)
class Classroom:
    """What is checked for a class, by what, and how."""

    exercises: tuple[Exercise, ...]
    """At least one."""
    package: Package
    rubric: bytes | None
    """A rubric in place of the one that ships with the exercise, which is then the only one."""
    seed: int
    """Of every input, on a platform that keeps it."""

    @property
    def needs_names(self) -> bool:
        """Whether an exercise trains on the names data set, which is not in the package."""
        return any(exercise.data == NAMES for exercise in self.exercises)


@dataclass(frozen=True)
class CiFile:
    """A file to be written."""

    content: bytes
    executable: bool = False


Files = Mapping[str, CiFile]
"""By their paths below the folder or in the archive that they are written to, with ``/``."""


class Platform(Protocol):
    """A system that runs checks: ``GITHUB``, or the module ``gradescope``."""

    @property
    def name(self) -> str:
        """What it is called on the command line."""

    @property
    def output(self) -> str:
        """Where its files go if nothing else was said: a folder, or a zip."""

    @property
    def one_exercise(self) -> bool:
        """Whether what it writes is for one exercise alone."""

    @property
    def keeps_seed(self) -> bool:
        """Whether the seed is in its files, which no student sees."""

    @property
    def next_steps(self) -> tuple[str, ...]:
        """What is left for a person to do, in order."""

    def files(self, classroom: Classroom) -> Files:
        """Return all that is to be written."""
