"""JUnit XML, read by its own parser, and as GitLab's reads it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from junitparser import Error, Failure, JUnitXml, Skipped
from published import HOSTILE, hostile_result, of, one, several, with_outcome
from results import ALL_RIGHT, SAMPLES, lost, passed

from rnngrade.reports.interface import Judged
from rnngrade.reports.junit import render
from rnngrade.result import Outcome


@dataclass(frozen=True)
class Shown:
    """A test as GitLab shows it: by the content of the first element that marks it."""

    suite: str
    name: str
    file: str
    status: str
    output: str | None
    attachment: bool


def as_gitlab(text: str) -> list[Shown]:
    """Read as ``lib/gitlab/ci/parsers/test/junit.rb`` does; of equal names the first alone."""
    shown: dict[tuple[str, str], Shown] = {}
    for case in ElementTree.fromstring(text).iterfind("testsuite/testcase"):  # noqa: S314
        marks = [mark for mark in ("failure", "error", "skipped") if case.find(mark) is not None]
        status = marks[0] if marks else "success"
        attachment = "[[ATTACHMENT|" in (case.findtext("system-out") or "")
        suite, name = case.attrib["classname"], case.attrib["name"]
        output = case.findtext(status) if marks else None
        each = Shown(suite, name, case.attrib["file"], status, output, attachment)
        shown.setdefault((suite, name), each)
    return list(shown.values())


def test_its_own_parser_reads_it_back() -> None:
    document = JUnitXml.fromstring(render(several()).encode())
    assert [suite.name for suite in document] == [each.result.exercise.id for each in several()]
    outcomes = [check.outcome for each in several() for check in each.result.checks]
    assert document.tests == len(outcomes)
    assert document.errors == outcomes.count(Outcome.ERROR)
    assert document.skipped == outcomes.count(Outcome.SKIP) + outcomes.count(Outcome.REVIEW)
    failures = (Outcome.FAIL, Outcome.TIMEOUT, Outcome.CRASH)
    assert document.failures == sum(outcome in failures for outcome in outcomes)
    assert document.time == pytest.approx(sum(suite.time for suite in document))


@pytest.mark.parametrize(
    ("outcome", "mark"),
    [
        (Outcome.FAIL, Failure),
        (Outcome.TIMEOUT, Failure),
        (Outcome.CRASH, Failure),
        (Outcome.SKIP, Skipped),
        (Outcome.REVIEW, Skipped),
        (Outcome.ERROR, Error),
    ],
)
def test_each_outcome_has_its_mark_and_its_name(outcome: Outcome, mark: type) -> None:
    (suite,) = JUnitXml.fromstring(render(one(with_outcome(outcome))).encode())
    (first, second) = suite
    assert first.is_passed
    assert [type(each) for each in second.result] == [mark]
    assert second.result[0].type == outcome.value
    assert "Said of it." in second.result[0].message
    assert "Said of it." in second.result[0].text


def test_gitlab_shows_every_check_with_why_it_did_not_pass() -> None:
    judged = [
        Judged(replace(sample, exercise=ALL_RIGHT.exercise), f"{name}/ex1_my_rnn.py")
        for name, sample in SAMPLES.items()
    ]
    shown = as_gitlab(render(judged))
    assert len(shown) == sum(len(each.result.checks) for each in judged)
    assert {each.file for each in shown} == {each.path for each in judged}
    assert all(each.output for each in shown if each.status != "success")


def test_checks_of_one_label_keep_apart() -> None:
    same = [passed("loads", label="It is right") for _ in range(3)]
    names = [each.name for each in as_gitlab(render(of(*same)))]
    assert names == ["It is right", "It is right (2)", "It is right (3)"]


def test_the_suite_has_the_score_and_the_points() -> None:
    (suite,) = JUnitXml.fromstring(render(one(with_outcome(Outcome.FAIL, points=7.5))).encode())
    properties = {each.name: each.value for each in suite.properties()}
    assert (properties["score"], properties["max_score"]) == ("17.5", "40")
    assert properties["passed"] == "false"
    assert properties["points.outputs"] == "7.5/30"
    assert suite.timestamp == "2026-04-17T09:30:00Z"


def test_a_note_on_what_passed_is_its_output() -> None:
    (suite,) = JUnitXml.fromstring(render(of(passed("loads", notes=("One remark.",)))).encode())
    (case,) = suite
    assert case.system_out == "Note: One remark."


def test_what_was_printed_is_the_suites_output() -> None:
    text = render(one(SAMPLES["notebook_exception"]))
    suite = ElementTree.fromstring(text).find("testsuite")  # noqa: S314
    assert suite is not None
    assert "x torch.Size([2, 4, 3])" in (suite.findtext("system-out") or "")


def test_students_attach_no_file() -> None:
    check = lost("loads", Outcome.FAIL, "[[ATTACHMENT|/etc/passwd]]")
    noted = passed("forward", notes=("[[ATTACHMENT|secret.png]]",))
    text = render(of(check, noted))
    assert "secret.png" in text
    assert not any(each.attachment for each in as_gitlab(text))
    assert "[[ATTACHMENT|" not in text


@settings(max_examples=20, deadline=None)
@given(text=HOSTILE, outcome=st.sampled_from(Outcome))
def test_hostile_text_leaves_it_well_formed(text: str, outcome: Outcome) -> None:
    written = render([Judged(hostile_result(text, outcome), text)])
    (suite,) = JUnitXml.fromstring(written.encode())
    assert len(list(suite)) == 3
    shown = as_gitlab(written)
    assert len(shown) == 3
    assert all(each.name and each.suite for each in shown)
