"""GitHub annotations: what is wrong, on the student's own lines of a pull request or a commit.

Facts relied on (GitHub's *Workflow commands for GitHub Actions*, and ``ActionCommand.cs`` and
``ExecutionContext.cs`` of its runner):

- A line that begins with ``::name key=value,…::message`` is a command. In a message ``%``, CR and
  LF are written ``%25``, ``%0D``, ``%0A``; in a value also ``:`` and ``,``, as ``%3A`` and ``%2C``.
- A step shows 10 annotations of each kind (error, warning, notice), of at most 4,096 characters.
- ``file`` is found from the root of the repository, which ``GITHUB_WORKSPACE`` names.
- A notebook's line is not a line of its file, so that its annotations stand on the file alone.
- After ``::stop-commands::TOKEN`` nothing is a command until ``::TOKEN::``.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from posixpath import join, normpath

from rnngrade.plain_text import clipped
from rnngrade.reports.cases import Case, Group, groups
from rnngrade.reports.interface import Judged
from rnngrade.reports.page import Kind
from rnngrade.reports.terminal import LEADS
from rnngrade.result import Outcome

_MOST_OF_A_KIND = 10
_LONGEST_MESSAGE = 3_900
_LONGEST_TITLE = 240
_IN_MESSAGES = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTIES = _IN_MESSAGES | str.maketrans({":": "%3A", ",": "%2C"})


@dataclass(frozen=True)
class _Annotation:
    """One command, and what makes it more useful than another."""

    kind: str
    file: str
    line: int | None
    title: str
    message: str
    rank: tuple[bool, bool, float]
    """Smaller is more useful: of a known line, of a known mistake, of many points."""

    def __str__(self) -> str:
        line = {} if self.line is None else {"line": str(self.line)}
        properties = {"file": self.file, **line, "title": self.title}
        listed = ",".join(
            f"{key}={value.translate(_IN_PROPERTIES)}" for key, value in properties.items()
        )
        return f"::{self.kind} {listed}::{self.message.translate(_IN_MESSAGES)}"


class Annotations:
    """Annotations for the files of the repository that a step runs in."""

    name = "github"

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        """Take the variables of the step, and the folder that it runs in."""
        workspace = environment.get("GITHUB_WORKSPACE", "")
        inside = bool(workspace) and folder.is_relative_to(workspace)
        self._below = folder.relative_to(workspace).as_posix() if inside else ""

    def render(self, judged: Sequence[Judged]) -> str:
        """Return a command for every check that did not pass, the most useful of each kind."""
        found = [
            annotation
            for group in groups(judged)
            for case in group.cases
            if (annotation := self._annotation(case, group)) is not None
        ]
        kinds = ("error", "warning", "notice")
        shown = [annotation for kind in kinds for annotation in _most_useful(found, kind)]
        return "".join(f"{annotation}\n" for annotation in shown)

    def _annotation(self, case: Case, group: Group) -> _Annotation | None:
        kind = _kind(case)
        if kind is None:
            return None
        check, place = case.check, case.check.location
        line = place.line if place is not None and place.cell is None else None
        points = f" ({case.item.points})" if case.item.points else ""
        return _Annotation(
            kind,
            normpath(join(self._below, group.path)),
            line,
            clipped(f"{group.name}: {case.name}", _LONGEST_TITLE) + points,
            clipped("\n".join(_said(case, on_line=line is not None)), _LONGEST_MESSAGE),
            (line is None, not check.diagnosis, check.points - check.max_points),
        )


@contextmanager
def commands_stopped(write: Callable[[str], object]) -> Iterator[None]:
    """Print with ``write`` what keeps GitHub from taking anything printed meanwhile for a command.

    The token that ends it is drawn now, so that nobody can have printed it. ``write`` prints a text
    that ends its own lines.
    """
    token = secrets.token_hex(16)
    write(f"::stop-commands::{token}\n")
    try:
        yield
    finally:
        write(f"::{token}::\n")


def _kind(case: Case) -> str | None:
    """Return the kind of annotation; None for what passed, or was not tried."""
    match case.check.outcome:
        case Outcome.PASS | Outcome.SKIP:
            return None
        case Outcome.REVIEW:
            return "notice"
        case Outcome.ERROR:
            return "error"
    return "warning" if case.check.bonus else "error"


def _said(case: Case, *, on_line: bool) -> Iterator[str]:
    """Yield the paragraphs on a check; the line itself need not be told where it stands."""
    for paragraph in case.item.paragraphs:
        if not (on_line and paragraph.kind in (Kind.PLACE, Kind.SOURCE)):
            yield LEADS.get(paragraph.kind, "") + paragraph.text


def _most_useful(found: Sequence[_Annotation], kind: str) -> list[_Annotation]:
    ranked = sorted((each for each in found if each.kind == kind), key=lambda each: each.rank)
    shown, left_out = ranked[:_MOST_OF_A_KIND], len(ranked) - _MOST_OF_A_KIND
    if left_out > 0:
        more = f"\n({left_out} more of these: see the summary of the step.)"
        shown[-1] = replace(shown[-1], message=shown[-1].message + more)
    return shown
