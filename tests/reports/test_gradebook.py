"""The gradebook of a class."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from results import (
    ALL_RIGHT,
    BONUS,
    GRADER_ERROR,
    HOSTILE_TEXT,
    LABELS,
    STUB,
    TWO_DIAGNOSES,
    lost,
    passed,
    result,
)

from rnngrade.reports.gradebook import Row, render
from rnngrade.result import Outcome


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_there_is_one_row_for_each_submission_with_a_column_for_each_check() -> None:
    text = render([Row("ann/ex1.py", ALL_RIGHT), Row("bob/ex1.py", TWO_DIAGNOSES)])
    header = ["submission", "score", "max_score", "passed", *LABELS, "error"]
    assert text.split("\n")[0] == ",".join(header)
    ann, bob = table(text)
    assert (ann["submission"], ann["score"], ann["max_score"]) == ("ann/ex1.py", "100", "100")
    assert (ann["passed"], bob["passed"]) == ("true", "false")
    assert (bob["score"], bob["parameters"], bob["outputs"]) == ("17.5", "7.5", "0")


def test_the_points_of_a_row_add_up_to_its_score() -> None:
    (row,) = table(render([Row("a.py", TWO_DIAGNOSES)]))
    assert sum(float(row[name] or 0) for name in LABELS) == float(row["score"])


def test_bonus_points_have_a_column_where_there_are_any() -> None:
    rows = [Row("a.py", ALL_RIGHT), Row("b.py", BONUS), Row("c.py", None, "is empty")]
    first, second, third = table(render(rows))
    assert (second["score"], second["max_score"], second["bonus_points"]) == ("53", "55", "13")
    assert (first["bonus_points"], third["bonus_points"]) == ("0", "")
    assert "bonus_points" not in table(render([Row("a.py", ALL_RIGHT)]))[0]


def test_points_that_a_large_score_has_are_all_written() -> None:
    big = result(replace(passed("outputs"), points=12345.67, max_points=12345.67))
    (row,) = table(render([Row("a.py", big)]))
    assert row["score"] == row["outputs"] == "12345.67"


def test_a_fault_of_the_grader_is_an_empty_cell_and_an_error() -> None:
    (row,) = table(render([Row("a.py", GRADER_ERROR)]))
    assert row["outputs"] == row["learns"] == row["cuda"] == ""
    assert row["error"].startswith("outputs: rnngrade failed here")


def test_a_submission_that_could_not_be_judged_still_has_its_row() -> None:
    first, second = table(render([Row("a.py", None, "is empty"), Row("b.py", STUB)]))
    assert (first["score"], first["passed"], first["error"]) == ("", "", "is empty")
    assert (second["score"], second["error"]) == ("0", "")


def test_a_class_without_submissions_is_a_header() -> None:
    assert render([]) == "submission,score,max_score,passed,error\n"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", " =", "\n@", "\uff1d"])
def test_no_cell_is_a_formula(start: str) -> None:
    (row,) = table(render([Row(f"{start}1+1.py", None, f"{start}HYPERLINK(1)")]))
    for cell in (row["submission"], row["error"]):
        assert cell.startswith("'")


def test_a_name_with_commas_quotes_and_newlines_is_one_cell_of_one_line() -> None:
    text = render([Row('a,"b"\nc.py', None, "x")])
    assert text.count("\n") == 2
    assert table(text)[0]["submission"] == 'a,"b" c.py'


def test_hostile_text_stays_in_its_row() -> None:
    faulty = replace(HOSTILE_TEXT, checks=(lost("loads", Outcome.ERROR, HOSTILE_TEXT.output),))
    text = render([Row(HOSTILE_TEXT.submission.name, faulty)])
    text.encode("utf-8")
    assert text.count("\n") == 2
    assert "\x1b" not in text


@given(st.text(st.characters(codec=None), max_size=30), st.text(st.characters(codec=None)))
def test_whatever_the_names_hold_there_are_as_many_rows_as_submissions(
    name: str, error: str
) -> None:
    text = render([Row(name, None, error), Row(name, STUB, error)])
    text.encode("utf-8")
    rows = table(text)
    assert len(rows) == 2
    assert text.count("\n") == 3
    assert not rows[0]["submission"].startswith(("=", "+", "-", "@", "\t", "\r"))
