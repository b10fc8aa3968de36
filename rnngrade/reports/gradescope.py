"""Gradescope's ``results.json``.

Facts relied on (*Autograder Specifications*, gradescope-autograders.readthedocs.io):

- ``score`` of the whole overrides the sum of the tests, and may exceed the assignment's points.
- A test with a ``status`` is shown as ``passed`` or ``failed``; without one, by whether its
  ``score`` reaches its ``max_score``. All three may be left out, so that a test only informs.
- ``text`` is the only format in which neither HTML nor Markdown nor terminal codes are rendered; it
  is not the default of the text on the whole submission.
- What ``run_autograder`` prints is shown to instructors, and to students as ``stdout_visibility``
  says. It may hold the seed, so that it stays hidden.
- Only one submission is graded at a time, in ``execution_time`` seconds.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rnngrade.reports.cases import Case, Group, closing, groups, one_line
from rnngrade.reports.interface import Judged
from rnngrade.result import Outcome
from rnngrade.scoring import total

name = "gradescope"

_OPEN = (Outcome.REVIEW, Outcome.ERROR)


def render(judged: Sequence[Judged]) -> str:
    """Return all that was judged as the results of one submission."""
    told = groups(judged)
    document = {
        "score": total(group.result.score for group in told),
        "execution_time": round(sum(group.result.times.seconds for group in told), 2),
        "output": "\n\n".join(_summary(group, told) for group in told),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {"rnngrade": [_origin(group) for group in told]},
        "tests": [
            _test(case, f"{place}.{number}", group.name if len(told) > 1 else "")
            for place, group in enumerate(told, start=1)
            for number, case in enumerate(group.cases, start=1)
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _summary(group: Group, told: Sequence[Group]) -> str:
    said = closing(group.page)
    return f"{group.name}\n{said}" if len(told) > 1 else said


def _origin(group: Group) -> dict[str, Any]:
    """Return which result this was; the seed is not in it, for students may see what is stored."""
    result = group.result
    return {
        "exercise": one_line(f"{result.exercise.id} {result.exercise.version}"),
        "rubric_sha256": one_line(result.exercise.rubric_sha256),
        "submission_sha256": one_line(result.submission.sha256),
        "passed": result.passed,
        "score": result.score,
        "max_score": result.max_score,
    }


def _test(case: Case, number: str, exercise: str) -> dict[str, Any]:
    check, verdict = case.check, _verdict(case)
    points_shown = "score" in verdict and not check.bonus
    return {
        "name": f"{exercise}: {case.name}" if exercise else case.name,
        "name_format": "text",
        "number": number,
        **verdict,
        "output": case.text if points_shown else case.text_and_points,
        "output_format": "text",
        "tags": [check.outcome.value, *(["bonus"] if check.bonus else [])],
        "visibility": "visible",
    }


def _verdict(case: Case) -> dict[str, Any]:
    """Return points and status; neither where nobody can say yet, or the check does not apply."""
    check = case.check
    if check.outcome in _OPEN or not case.counts:
        return {}
    status = {"status": "passed" if check.outcome is Outcome.PASS else "failed"}
    points = {"score": check.points, "max_score": check.max_points} if check.max_points else {}
    return points | status
