"""The payload of autograding-grading-reporter."""

from __future__ import annotations

from collections.abc import Sequence

from rnngrade.reports.interface import Judged

name = "autograding"


def render(judged: Sequence[Judged]) -> str:
    """Return the text."""
    raise NotImplementedError


class StepOutput:
    """The payload as the output ``result`` of a step."""

    name = "autograding-output"

    def render(self, judged: Sequence[Judged]) -> str:
        """Return the line for the file that ``GITHUB_OUTPUT`` names."""
        raise NotImplementedError
