"""JUnit XML, as GitLab shows it.

Facts relied on (GitLab's *Unit test reports*, and its ``lib/gitlab/ci/parsers/test/junit.rb``):

- The suite that is shown is a case's ``classname``; of two cases with the same ``classname`` and
  ``name``, only the first one is taken.
- ``failure``, ``error`` and ``skipped`` are shown by their content, not by their ``message``.
- ``system-out`` is read from cases alone, where ``[[ATTACHMENT|path]]`` links a file: what students
  wrote must not.
- A file may have 30 MB.

XML 1.0 has no control characters, no surrogates, and neither U+FFFE nor U+FFFF.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from junitparser import Attr, Error, Failure, JUnitXml, Skipped, TestCase, TestSuite
from junitparser.junitparser import FinalResult, SystemOut

from rnngrade.plain_text import plain
from rnngrade.reports.cases import Case, Group, closing, groups, one_line
from rnngrade.reports.interface import Judged
from rnngrade.result import Outcome
from rnngrade.scoring import points_text

name = "junit"

_NOT_IN_XML = {0xFFFE: "\\ufffe", 0xFFFF: "\\uffff"}


class _TestCase(TestCase):
    """A case that names its file, which GitLab links."""

    file = Attr()


def render(judged: Sequence[Judged]) -> str:
    """Return a ``testsuite`` for each submission, with a ``testcase`` for each of its checks."""
    document = JUnitXml("rnngrade")
    for group in groups(judged):
        document.append(_suite(group))
    document.update_statistics()
    content = document.tostring().decode()
    return f"<?xml version='1.0' encoding='utf-8'?>\n{content}\n"


def _suite(group: Group) -> TestSuite:
    suite = TestSuite(_inert(group.name))
    suite.timestamp = _inert(one_line(group.result.times.started))
    for key, value in _properties(group):
        suite.add_property(_inert(key), _inert(one_line(value)))
    suite.add_testcases([_case(case, group) for case in group.cases])
    suite.append(SystemOut(_inert(closing(group.page))))
    return suite


def _properties(group: Group) -> Iterator[tuple[str, str]]:
    result = group.result
    yield "score", points_text(result.score)
    yield "max_score", points_text(result.max_score)
    yield "passed", str(result.passed).lower()
    yield "exercise", f"{result.exercise.id} {result.exercise.version}"
    yield "submission_sha256", result.submission.sha256
    yield "rnngrade", result.package_version
    for case in group.cases:
        if case.item.points:
            yield f"points.{case.check.id}", case.item.points


def _case(case: Case, group: Group) -> TestCase:
    made = _TestCase(_inert(case.name), _inert(group.name), round(case.check.duration, 3))
    made.file = _inert(group.path)
    said = _inert(case.text_and_points)
    if (verdict := _verdict(case)) is not None:
        verdict.message = _inert(case.gist) or verdict.type
        verdict.text = said or verdict.type
        made.result = verdict
    elif said:
        made.system_out = said
    return made


def _verdict(case: Case) -> FinalResult | None:
    """Return what marks a case that has not passed. What waits for a person is skipped."""
    outcome = case.check.outcome
    match outcome:
        case Outcome.PASS:
            return None
        case Outcome.SKIP | Outcome.REVIEW:
            return Skipped(type_=outcome.value)
        case Outcome.ERROR:
            return Error(type_=outcome.value)
    return Failure(type_=outcome.value)


def _inert(text: str) -> str:
    """Return ``text`` as XML can hold it, linking nothing."""
    return plain(text).translate(_NOT_IN_XML).replace("[[ATTACHMENT|", "[\\[ATTACHMENT|")
