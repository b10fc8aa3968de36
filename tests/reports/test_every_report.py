"""What every report for one result must hold to, whatever a student's code put into it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from results import SAMPLES, STUB, lost, result
from small_png import small_picture

from rnngrade.reports import html, terminal
from rnngrade.reports.interface import Report
from rnngrade.result import ConfusionMatrix, Diagnosis, Outcome, Scatter, Table, TrainingCurve
from rnngrade.submission.interface import Location

REPORTS: list[Report] = [terminal, html]
HOSTILE_TEXT = st.text(
    st.characters(codec=None) | st.sampled_from("\x1b[]m0;\x07\x9b\r\n\t<>&\"'/\\\ud800\u202e"),
    max_size=200,
)
each_report = pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)


def assert_harmless(text: str) -> None:
    text.encode("utf-8")
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


@each_report
@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_is_rendered_without_a_control_character(report: Report, name: str) -> None:
    assert_harmless(report.render(SAMPLES[name]))


@each_report
@given(text=HOSTILE_TEXT, outcome=st.sampled_from(Outcome))
def test_no_text_breaks_a_report_or_is_left_to_interpret(
    report: Report, text: str, outcome: Outcome
) -> None:
    check = lost(
        "loads",
        outcome,
        text,
        hint=text,
        notes=(text,),
        label=text,
        diagnosis=(Diagnosis("a", text, text), Diagnosis("b", text, text)),
        location=Location(text, 1),
        source_line=text,
        evidence={"text": text},
        exhibits=(
            Table(text, (text, text), ((text, text), (text,))),
            TrainingCurve(text, {"step": (1.0, 2.0), "loss": (0.5, 0.25)}, {f"level {text}": 0.3}),
            ConfusionMatrix(text, (text, f"{text}!"), ((5, 3), (4, 12))),
            small_picture(text, alternative=text),
            Scatter(text, (1.0, 2.0), (2.0, 1.0), (0, 1), (text, f"{text}!")),
        ),
    )
    shown = report.render(result(check, check, name=text, output=text))
    assert_harmless(shown)
    assert "<script" not in shown or report is not html


@each_report
@pytest.mark.parametrize("piece", ["W", "\n", "[", "\x1b[0m", "\ud800", "日", "a b "])
def test_a_megabyte_of_anything_is_rendered(report: Report, piece: str) -> None:
    flood = piece * (1_000_000 // len(piece))
    check = lost("loads", Outcome.FAIL, flood, label=flood, hint=flood, source_line=flood)
    shown = report.render(result(check, output=flood))
    assert_harmless(shown)
    assert len(shown) < 50_000


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_texts_of_nothing_are_no_trouble(text: str) -> None:
    for report in REPORTS:
        check = lost("loads", Outcome.FAIL, text, label=text, hint=text, notes=(text,))
        assert report.render(replace(result(check), output=text))
    assert report.render(STUB)
