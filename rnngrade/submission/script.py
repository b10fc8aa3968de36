"""Read a script."""

from __future__ import annotations

from rnngrade.submission.definitions import definitions
from rnngrade.submission.interface import Location, Problem, Submission
from rnngrade.submission.parsing import UnparsableError, parse


def read_script(name: str, sha256: str, text: str) -> Submission:
    """Return the submission whose script is ``text``; one that cannot be parsed has no code."""
    lines = text.split("\n")
    places = tuple(Location(name, number) for number in range(1, len(lines) + 1))
    try:
        tree = parse(text)
    except UnparsableError as error:
        blank = "\n" * (len(lines) - 1)
        problem = Problem(error.message, places[error.line - 1], source_line(lines, error.line))
        return Submission(name, sha256, blank, blank, places, (problem,))
    return Submission(name, sha256, text, definitions(text, tree), places)


def source_line(lines: list[str], line: int) -> str:
    """Return line ``line`` (from 1) as a report can print it: stripped, cut, valid Unicode."""
    return lines[line - 1].strip()[:200].encode("utf-8", "replace").decode()
