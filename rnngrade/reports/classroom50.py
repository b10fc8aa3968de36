"""Classroom 50's ``result.json``.

Facts relied on (its wiki's *Advanced Autograding*, its ``schemas/result-v1.schema.json``, and
``validate_result`` of its ``runner.py``; github.com/foundation50/classroom50):

- Scores are whole numbers, and none is more than its ``max-score``. Those of the whole are the sums
  of the tests'. A test may have further fields, which are kept; the whole may not.
- A submission is red where a test has not ``passed``. There is no third word.
- ``submission`` is a tag ``submit/…``. The runner hands it over as ``SUBMISSION_TAG``, with
  ``CLASSROOM``, ``ASSIGNMENT``, ``ASSIGNMENT_TYPE``, ``OWNER``, ``COMMIT_URL``, ``RELEASE_URL`` and
  ``REVIEW_URL``, and refuses a result that names others.
- The runner puts in ``owner``, ``assignment_type`` and ``datetime``, the moment of the commit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from rnngrade.plain_text import plain
from rnngrade.reports.cases import Case, groups
from rnngrade.reports.interface import Judged, PublicationError
from rnngrade.result import Outcome
from rnngrade.scoring import hundredths

_SCHEMA = "classroom50/result/v1"
_TYPES = ("individual", "group", "team")
_HINT = "Run this where Classroom 50's runner does, as an autograder.py, or set it yourself."


class Classroom50:
    """The result of one submission, with the facts of the environment.

    Raises PublicationError where the environment does not say what Classroom 50 must know.
    """

    name = "classroom50"

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Take the variables that Classroom 50's runner sets, and GitHub's own."""
        self._facts = _facts(environment)

    def render(self, judged: Sequence[Judged]) -> str:
        """Return the JSON text, with all scores in hundredths of a point.

        In hundredths no partial credit is rounded away, and the results of a class, some of them
        with decimals, can be compared.
        """
        told = groups(judged)
        tests = [
            _test(case, group.name if len(told) > 1 else "")
            for group in told
            for case in group.cases
            if case.counts
        ]
        document = {
            "schema": _SCHEMA,
            **self._facts,
            "datetime": _began(judged),
            "score": sum(test["score"] for test in tests),
            "max-score": sum(test["max-score"] for test in tests),
            "tests": tests,
        }
        return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _facts(environment: Mapping[str, str]) -> dict[str, str]:
    tag = _needed(environment, "SUBMISSION_TAG")
    if not tag.startswith("submit/"):
        raise _unusable("SUBMISSION_TAG", tag, "a tag that begins with submit/")
    kind = environment.get("ASSIGNMENT_TYPE") or _TYPES[0]
    if kind not in _TYPES:
        raise _unusable("ASSIGNMENT_TYPE", kind, f"one of {', '.join(_TYPES)}")
    commit = environment.get("COMMIT_URL") or _address(
        environment, "commit", _needed(environment, "GITHUB_SHA")
    )
    facts = {
        "classroom": _needed(environment, "CLASSROOM"),
        "assignment": _needed(environment, "ASSIGNMENT"),
        "assignment_type": kind,
        "owner": _needed(environment, "OWNER", "USERNAME", "GITHUB_ACTOR"),
        "submission": tag,
        "commit": commit,
        "release": environment.get("RELEASE_URL") or _address(environment, "releases/tag", tag),
        "review": environment.get("REVIEW_URL") or commit,
    }
    return {name: plain(value) for name, value in facts.items()}


def _needed(environment: Mapping[str, str], *names: str) -> str:
    """Return the first of the variables ``names`` that is set."""
    for name in names:
        if value := environment.get(name):
            return value
    raise PublicationError(f"{' or '.join(names)} is not set; Classroom 50 must know it.", _HINT)


def _address(environment: Mapping[str, str], kind: str, name: str) -> str:
    server = environment.get("GITHUB_SERVER_URL") or "https://github.com"
    return f"{server}/{_needed(environment, 'GITHUB_REPOSITORY')}/{kind}/{quote(name, safe='')}"


def _unusable(name: str, value: str, expected: str) -> PublicationError:
    return PublicationError(f"{name} is {plain(value)!r}; expected {expected}.", _HINT)


def _began(judged: Sequence[Judged]) -> str:
    """Return when the grading began, which stands in for the commit's own moment."""
    moments = (datetime.fromisoformat(each.result.times.started) for each in judged)
    return f"{min(moments, default=datetime.now(UTC)).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _test(case: Case, exercise: str) -> dict[str, Any]:
    check = case.check
    waits = " (a person will grade this)" if case.waits else ""
    bonus = " (bonus)" if check.bonus else ""
    earned = hundredths(check.points)
    return {
        "test-name": f"{exercise}: {case.name}{bonus}{waits}".removeprefix(": "),
        "passed": check.outcome in (Outcome.PASS, Outcome.REVIEW),
        "score": earned,
        # A bonus comes on top, which no score may: what is earned of it raises both.
        "max-score": earned if check.bonus else hundredths(check.max_points),
        "outcome": check.outcome.value,
        "message": case.text_and_points,
    }
