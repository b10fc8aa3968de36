"""What the submission stage hands on: source text of a student, and where each line came from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Location:
    """A place in what the student handed in: a line of a file, or of a notebook's cell."""

    file: str
    line: int
    cell: int | None = None
    """Number of the notebook's cell (from 1, counting cells of any kind); None in a script."""

    def __str__(self) -> str:
        """Return the place as a message names it."""
        if self.cell is None:
            return f"{self.file}, line {self.line}"
        return f"{self.file}, cell {self.cell}, line {self.line}"


@dataclass(frozen=True)
class Problem:
    """A part of the submission that cannot be parsed; the rest of it still counts."""

    message: str
    location: Location
    source_line: str = ""


@dataclass(frozen=True)
class Checkpoints:
    """Files of weights that lie beside a submission. None of them has been read."""

    beside: tuple[Path, ...] = ()
    """Those that have the submission's own stem."""
    misnamed: str | None = None
    """The only one in a student's folder, where it has another name."""
    held: Checkpoint | None = None
    """What was read of them already, for a submission that is judged on another machine."""


@dataclass(frozen=True)
class Checkpoint:
    """Weights that were handed in: bytes, which are loaded in a worker alone."""

    name: str
    content: bytes
    sha256: str
    """Hex digest of ``content``."""
    refusal: SubmissionError | None = None
    """Why there is no content; it is empty then, and so is ``sha256``."""


@dataclass(frozen=True)
class Submission:
    """Source text of one student as one Python module.

    ``text`` and ``definitions`` have the same number of lines, and line ``n`` of either came from
    ``lines[n - 1]``. ``definitions`` is ``text`` with everything but imports, classes, functions
    and assignments blanked out.
    """

    name: str
    """File name as it was handed in."""
    sha256: str
    """Hex digest of the bytes of the file as handed in."""
    text: str
    definitions: str
    lines: tuple[Location, ...]
    problems: tuple[Problem, ...] = ()
    refusal: SubmissionError | None = None
    """Why nothing could be read at all; the rest is empty then."""
    checkpoints: Checkpoints = Checkpoints()
    passed_over: tuple[str, ...] = ()
    """Names of older files in the same folder that might be it as well."""
    handed_in_sha256: str = ""
    """Hex digest of all that was looked at; see ``handed_in_sha256``. Empty where nobody asked."""

    def locate(self, line: int) -> Location | None:
        """Return where line ``line`` (from 1) of the module came from, or None if there is none."""
        return self.lines[line - 1] if 1 <= line <= len(self.lines) else None

    def source_line(self, line: int) -> str:
        """Return the stripped text of line ``line`` (from 1), or ``""`` if there is none."""
        lines = self.text.split("\n")
        return lines[line - 1].strip() if 1 <= line <= len(lines) else ""


class SubmissionError(Exception):
    """A path that cannot be taken as a submission: what came, where, and what to try.

    ``message`` says what was expected and what came; ``hint`` says what to try.
    """

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[type[SubmissionError], tuple[str, str]]:
        """Say how it is made again in another process."""
        return type(self), (self.message, self.hint)
