"""Classroom 50's result.json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rnngrade.reports.interface import Judged


class Classroom50:
    """The result of one submission, with the facts of the environment."""

    name = "classroom50"

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment

    def render(self, judged: Sequence[Judged]) -> str:
        """Return the JSON text."""
        raise NotImplementedError
