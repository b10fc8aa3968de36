"""One hostile submission graded in the arena, and all that is wrong with what came of it."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from arena import Arena, filled_in, header, outlived, processes_below

from rnngrade import result_json, submission
from rnngrade.batch.run import read_entry
from rnngrade.gradebook import tables
from rnngrade.gradebook.interface import Standing
from rnngrade.grader import Grader
from rnngrade.intake.interface import Entry
from rnngrade.reports import html, terminal
from rnngrade.result import Outcome, Result
from rnngrade.rubric import Rubric

HERE = Path(__file__).parent
FILES = sorted(
    path
    for path in HERE.glob("*/*")
    if path.suffix in (".py", ".ipynb") and path.parent.name[0] != "_"
)
OF_NO_LAYER = ("notebooks", "output", "protocol", "score")
"""Folders of attacks on what the grader reads, judges and reports: no user and no namespace makes a
difference to them. They are graded with every layer, and with none."""
MAX_SECONDS = 90.0
"""Within the limits of ``levels.py``, for every check."""
TERMINAL_CODES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
WORKFLOW_COMMAND = re.compile(r"^\s*::|##\[|##vso\[|^section_(start|end):", re.MULTILINE)
MARKUP = re.compile(
    r"<(script|img|iframe|svg|a|style|link|form|object|embed)\b[^>]*(onerror|src=.?(http|x)|alert|href=.?(http|javascript))",
    re.IGNORECASE,
)
FORMULA = re.compile(r'(^|,)"?[=+@]', re.MULTILINE)


@dataclass(frozen=True)
class Trial:
    """What came of one hostile submission."""

    result: Result
    breaches: tuple[str, ...]
    """What was read, changed, reached or left behind outside of the worker."""
    earned: tuple[str, ...]
    """Where the points are not what the submission's header says."""
    faults: tuple[str, ...]
    """What is wrong with the grader after it: reports, time, faults of its own."""


def run(path: Path, grader: Grader, arena: Arena, folder: Path) -> Trial:
    """Grade a hostile submission."""
    handed_in = _read(filled_in(path, arena, folder), grader)
    zygote = grader._zygote._process._process.pid
    assert grader._reference is not None
    grader._reference.load()  # Its worker is there by now.
    before = processes_below(zygote)
    with arena.watched() as breaches:
        result = grader.grade(handed_in)
        breaches += outlived(before, lambda: processes_below(zygote))
    shown = _shown(result, grader.assignment.rubric)
    breaches += arena.leaked("\n".join(shown.values()))
    return Trial(
        result,
        tuple(breaches),
        tuple(_wrong_points(result, header(path, "earns"))),
        tuple(_faults(result, shown)),
    )


def _read(path: Path, grader: Grader) -> submission.Submission:
    """Return the submission as a batch reads it: one that is refused is judged too."""
    return read_entry(Entry(path.stem, path, path.name), grader.exercise.required)


def judged_otherwise(grader: Grader) -> list[str]:
    """Return what the reference does not earn that it should."""
    checks = grader.grade(_reference(grader), only=("outputs",)).checks
    return [f"{check.id}: {check.message}" for check in checks if check.outcome is not Outcome.PASS]


def _reference(grader: Grader) -> submission.Submission:
    assert grader.exercise.solution is not None, "run this in a checkout"
    return submission.read(grader.exercise.solution, grader.exercise.required)


def _wrong_points(result: Result, earns: str) -> Iterator[str]:
    if earns == "all" and result.score != result.max_score:
        lost = [
            f"{c.id} {c.outcome}: {c.message}" for c in result.checks if c.points < c.max_points
        ]
        yield f"earned {result.score:g} of {result.max_score:g}: {lost}"
    elif earns == "nothing" and result.score != 0:
        yield f"earned {result.score:g}"
    elif earns.startswith("some, not"):
        must_fail = earns.removeprefix("some, not").replace(",", " ").split()
        passed = {c.id for c in result.checks if c.outcome is Outcome.PASS}
        yield from (f"passed {name}" for name in must_fail if name in passed)


def _shown(result: Result, rubric: Rubric) -> dict[str, str]:
    by_student, by_check = io.StringIO(), io.StringIO()
    row = Standing("ada", None, None, result, raw=result.score, final=result.score)
    tables.render([row], rubric, by_student, by_check)
    return {
        "json": result_json.dumps(result),
        "terminal": terminal.render(result, verbose=True),
        "html": html.render(result),
        "gradebook": by_student.getvalue() + by_check.getvalue(),
    }


def _faults(result: Result, shown: dict[str, str]) -> Iterator[str]:
    for check in result.checks:
        if check.outcome is Outcome.ERROR:
            yield f"{check.id}: {check.message}\n{check.evidence}"
    if result.times.seconds > MAX_SECONDS:
        yield f"took {result.times.seconds:.0f} s"
    if found := TERMINAL_CODES.search(shown["terminal"]):
        yield f"the terminal is sent {found[0]!r}"
    if found := WORKFLOW_COMMAND.search(shown["terminal"]):
        yield f"a workflow command is printed: {shown['terminal'][found.start() :][:80]!r}"
    if found := MARKUP.search(shown["html"]):
        yield f"markup comes through: {found[0]!r}"
    if found := FORMULA.search(shown["gradebook"]):
        yield f"a formula comes through: {shown['gradebook'][found.start() :][:80]!r}"
    json.loads(shown["json"])
