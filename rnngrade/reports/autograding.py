"""The payload of GitHub Classroom's ``autograding-grading-reporter``.

Facts relied on (its ``main.js`` and ``notify-classroom.js``, and what ``autograding-io-grader`` and
``autograding-python-grader`` hand to it; github.com/classroom-resources):

- A step's output ``result`` is JSON in base64, which the workflow sets as ``NAME_RESULTS``: one
  variable, of which Linux allows 128 KiB.
- The points are the sum of the tests' ``score``, of the sum of ``max_score``. A test that did not
  pass has a ``score`` of 0.
- A test's ``status`` is ``pass``, ``fail``, or ``error`` where it could not be run to its end, as
  with a timeout. Of one that passed only the name is shown, of others also the ``message``.
- The job fails where the whole ``status`` is ``fail`` or ``error``.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from typing import Any

from rnngrade.plain_text import clipped
from rnngrade.reports.cases import Case, Group, groups
from rnngrade.reports.interface import Judged
from rnngrade.result import Outcome
from rnngrade.scoring import points_text, total

name = "autograding"

_VERSION = 1
_MOST_CHARACTERS = 96 * 1024
_LONGEST_MESSAGES = (4_000, 1_000, 200, 0)
"""To be tried one after the other, until the payload is short enough."""
_STATUSES = {
    Outcome.PASS: "pass",
    Outcome.REVIEW: "pass",
    Outcome.FAIL: "fail",
    Outcome.SKIP: "fail",
    Outcome.TIMEOUT: "error",
    Outcome.CRASH: "error",
    Outcome.ERROR: "error",
}


def render(judged: Sequence[Judged]) -> str:
    """Return the payload in base64, in one line."""
    told = groups(judged)
    for longest in _LONGEST_MESSAGES:
        document = _document(told, longest)
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        encoded = base64.b64encode(text.encode()).decode("ascii")
        if len(encoded) <= _MOST_CHARACTERS:
            break
    return encoded


class StepOutput:
    """The payload as the output ``result`` of a step."""

    name = "autograding-output"

    def render(self, judged: Sequence[Judged]) -> str:
        """Return the line for the file that ``GITHUB_OUTPUT`` names."""
        return f"result={render(judged)}\n"


def _document(told: Sequence[Group], longest: int) -> dict[str, Any]:
    return {
        "version": _VERSION,
        "status": _status(told),
        "max_score": total(group.result.max_score for group in told),
        "tests": [
            test
            for group in told
            for case in group.cases
            if case.counts
            for test in _tests(case, group, f"{group.name}: " if len(told) > 1 else "", longest)
        ],
    }


def _status(told: Sequence[Group]) -> str:
    """Return the word for all: the exit code of the command says the same."""
    outcomes = {case.check.outcome for group in told for case in group.cases}
    if Outcome.ERROR in outcomes:
        return "error"
    return "pass" if all(group.result.passed for group in told) else "fail"


def _tests(case: Case, group: Group, lead: str, longest: int) -> Iterator[dict[str, Any]]:
    """Yield the test for a check, and one for what it earned without having passed."""
    check, place = case.check, case.check.location
    status = _STATUSES[check.outcome]
    waits = f" (a person will grade this: {case.item.points})" if case.waits else ""
    bonus = " (bonus)" if check.bonus else ""
    test = {
        "name": f"{lead}{case.name}{bonus}{waits}",
        "status": status,
        "score": check.points if status == "pass" else 0,
        "message": clipped(case.text_and_points, longest) if longest else "",
        "test_code": clipped(check.source_line, longest) if longest else "",
        "filename": group.path,
        "line_no": place.line if place is not None else 0,
        "duration": round(check.duration, 3),
    }
    yield test
    if status != "pass" and check.points:
        credit = f"{points_text(check.points)} of {points_text(check.max_points)} points"
        yield test | {
            "name": f"{lead}Partial credit: {credit} for “{case.name}”{bonus}",
            "status": "pass",
            "score": check.points,
            "message": "",
        }
