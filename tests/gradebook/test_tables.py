"""The gradebook of a class: a row a student, and a row for each check of each of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from classroom import (
    ADA,
    LATE,
    RUBRIC,
    Classroom,
    entry,
    essay,
    judged,
    judgement,
    no_tanh,
    result_of,
    rubric_of,
    small_class,
)
from hypothesis import given
from hypothesis import strategies as st

from rnngrade.gradebook import reviews, tables
from rnngrade.gradebook.folder import open_results
from rnngrade.gradebook.interface import Review, Standing
from rnngrade.intake.interface import Student
from rnngrade.result import CheckResult, Outcome
from rnngrade.rubric import Rubric

Rows = list[dict[str, str]]
PERSON = ["submission", "student_id", "name", "email", "section", "source", "submitted"]
GRADE = ["raw_score", "max_score", "penalty", "final_score", "passed", "to_review"]
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\uff1d")


@pytest.fixture(scope="module")
def rubric(tmp_path_factory: pytest.TempPathFactory) -> Rubric:
    return rubric_of(tmp_path_factory.mktemp("rubric") / "rubric.json")


def rendered(rows: Iterable[Standing], rubric: Rubric) -> tuple[str, str]:
    by_student, by_check = io.StringIO(), io.StringIO()
    tables.render(rows, rubric, by_student, by_check)
    return by_student.getvalue(), by_check.getvalue()


def rows_of(text: str) -> Rows:
    return list(csv.DictReader(io.StringIO(text)))


def written(folder: Path) -> tuple[Rows, Rows]:
    tables.write(folder)
    texts = [
        (folder / name).read_text(encoding="utf-8") for name in ("gradebook.csv", "checks.csv")
    ]
    return rows_of(texts[0]), rows_of(texts[1])


def named(name: str, **more: object) -> Standing:
    return replace(Standing(name, None, entry(name), None), **more)  # type: ignore[arg-type]


def test_there_is_a_row_for_each_student_with_a_column_for_each_check(tmp_path: Path) -> None:
    room = small_class(tmp_path)
    by_student, _ = written(room.path)
    assert list(by_student[0]) == [*PERSON, *GRADE, *RUBRIC["checks"], "remarks", "error"]
    ada, bo, cy, nobody = by_student
    assert list(ada.values()) == [
        "ada", "a1", "Ada Lovelace", "ada@example.org", "A", "ada/ex9.py",
        "2026-01-30T12:00:00+01:00", "30", "40", "", "30", "true", "essay",
        "0", "20", "10", "", "", "",
    ]  # fmt: skip
    assert (bo["states"], bo["passed"]) == ("5", "false")
    assert (cy["student_id"], cy["raw_score"], cy["error"]) == ("c3", "", "nothing was handed in")
    assert (nobody["submission"], nobody["student_id"]) == ("nobody", "")


def test_there_is_a_row_for_each_check_of_each_submission(tmp_path: Path) -> None:
    room = small_class(tmp_path)
    reviews.write(open_results(room.path), "ada", {"essay": Review(7.5)})
    _, by_check = written(room.path)
    assert len(by_check) == 3 * len(RUBRIC["checks"])
    wrong = next(r for r in by_check if (r["submission"], r["check"]) == ("bo", "states"))
    assert list(wrong.values()) == [
        "bo", "b2", "states", "Label of states", "fail", "5", "20", "", "no_tanh", "As it is.",
    ]  # fmt: skip
    graded = next(r for r in by_check if (r["submission"], r["check"]) == ("ada", "essay"))
    assert (graded["outcome"], graded["points"], graded["reviewed_points"]) == (
        "review",
        "0",
        "7.5",
    )


def test_columns_are_the_rubrics_even_where_no_result_has_them(rubric: Rubric) -> None:
    text, _ = rendered([], rubric)
    assert text.strip().split(",") == [*PERSON, *GRADE, *RUBRIC["checks"], "remarks", "error"]


def test_reviewed_points_stand_in_the_column_of_their_check(tmp_path: Path) -> None:
    room = small_class(tmp_path)
    reviews.write(open_results(room.path), "ada", {"essay": Review(7.5), "figure": Review(1)})
    ada = written(room.path)[0][0]
    assert (ada["essay"], ada["figure"], ada["raw_score"], ada["to_review"]) == (
        "7.5",
        "1",
        "28.5",
        "",
    )
    assert sum(float(ada[name] or 0) for name in RUBRIC["checks"]) == float(ada["raw_score"])


def test_a_penalty_stands_beside_the_raw_score_with_its_reason(tmp_path: Path) -> None:
    room = Classroom(tmp_path, late=LATE)
    room.add(entry("ada", ADA, "2026-02-02T12:00:00+01:00"))
    room.add(entry("bo", None, "2026-01-02T12:00:00+01:00"))
    ada, bo = written(room.path)[0]
    assert (ada["raw_score"], ada["penalty"], ada["final_score"]) == ("40", "8", "32")
    assert ada["remarks"] == "1 day 12 hours late: 20 % of the points to be had"
    assert (bo["penalty"], bo["remarks"]) == ("0", "")


def test_a_time_that_is_not_known_is_said_where_the_rubric_has_a_policy(tmp_path: Path) -> None:
    late, any_time = Classroom(tmp_path / "late", late=LATE), Classroom(tmp_path / "any")
    for room in (late, any_time):
        room.add(entry("ada", ADA))
        room.add(entry("bo", None, late=True))
    ada, bo = written(late.path)[0]
    assert ada["remarks"] == (
        "when it was handed in is not known, so the late policy was not applied"
    )
    assert (ada["penalty"], ada["final_score"]) == ("", "40")
    assert "not applied" not in bo["remarks"]
    assert "not applied" not in written(any_time.path)[0][0]["remarks"]


def test_a_mark_late_is_said_where_the_rubric_has_no_policy(tmp_path: Path) -> None:
    room = Classroom(tmp_path)
    room.add(entry("ada", ADA, late=True))
    (ada,) = written(room.path)[0]
    assert (ada["penalty"], ada["remarks"]) == ("", "marked late where it was downloaded from")


def test_bonus_points_have_a_column_where_there_are_any(tmp_path: Path) -> None:
    checks = RUBRIC["checks"] | {"figure": {"points": 10, "bonus": True}}
    room = Classroom(tmp_path, checks=checks)
    room.add(entry("ada"))
    room.list(entry("bo"))
    ada, bo = written(room.path)[0]
    assert (ada["raw_score"], ada["max_score"], ada["bonus_points"]) == ("40", "30", "10")
    assert bo["bonus_points"] == ""


@pytest.mark.parametrize(
    "check",
    [
        judgement("figure", Outcome.ERROR, message="rnngrade failed here"),
        judgement("figure", Outcome.SKIP, applies=False),
        judgement("figure", Outcome.REVIEW),
    ],
    ids=lambda check: check.outcome,
)
def test_what_no_machine_could_grade_is_an_empty_cell(rubric: Rubric, check: CheckResult) -> None:
    row = named("a", result=result_of(rubric, judged(check)))
    assert rows_of(rendered([row], rubric)[0])[0]["figure"] == ""


def test_a_fault_of_the_grader_is_in_the_column_of_errors(tmp_path: Path) -> None:
    room = Classroom(tmp_path)
    room.add(entry("ada"), judgement("figure", Outcome.ERROR, message="rnngrade failed here"))
    assert written(room.path)[0][0]["error"] == "figure: rnngrade failed here"


def test_points_that_a_large_score_has_are_all_written(tmp_path: Path) -> None:
    room = Classroom(tmp_path, points={"states": 12345.67})
    room.add(entry("ada"))
    (ada,) = written(room.path)[0]
    assert (ada["states"], ada["raw_score"]) == ("12345.67", "12365.67")


@pytest.mark.parametrize(
    "start", [";=", "; +", ";\t-", ';"@', ';" "=', ";;\uff1d", "a;==", "1;=;="]
)
def test_no_cell_is_a_formula_where_semicolons_separate_them(rubric: Rubric, start: str) -> None:
    text = f"{start}HYPERLINK(1)"
    student = Student(text, text, text, text)
    row = named(text, student=student, error=text, remarks=(text,))
    for written in rendered([row], rubric):
        for cells in csv.reader(io.StringIO(written), delimiter=";"):
            assert not any(cell.strip(' "').startswith(FORMULAS) for cell in cells)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", " =", "\n@", "\uff1d"])
def test_no_cell_is_a_formula(rubric: Rubric, start: str) -> None:
    text = f"{start}HYPERLINK(1)"
    student = Student(text, text, text, text)
    row = named(text, student=student, error=text, remarks=(text,))
    (cells,) = rows_of(rendered([row], rubric)[0])
    written = ("submission", "student_id", "name", "email", "section", "remarks", "error")
    assert all(cells[column].startswith("'") for column in written)


def test_a_name_with_commas_quotes_and_newlines_is_one_cell_of_one_line(rubric: Rubric) -> None:
    text, _ = rendered([named('a,"b"\nc.py')], rubric)
    assert text.count("\n") == 2
    assert rows_of(text)[0]["submission"] == 'a,"b" c.py'


@given(
    st.text(st.characters(codec=None), max_size=30),
    st.text(st.characters(codec=None)),
    st.sampled_from(Outcome),
)
def test_whatever_texts_hold_rows_are_rows_and_no_cell_is_a_formula(
    rubric: Rubric, name: str, said: str, outcome: Outcome
) -> None:
    check = replace(judgement("figure", outcome, message=said), label=said)
    result = result_of(rubric, judged(check))
    row = named(name, result=result, error=said, student=Student(said, said, said, said))
    for text, count in zip(
        rendered([row, row], rubric), (2, 2 * len(RUBRIC["checks"])), strict=True
    ):
        text.encode("utf-8")
        assert text.count("\n") == 1 + count
        found = rows_of(text)
        assert len(found) == count
        assert not any(cell.startswith(FORMULAS) for row in found for cell in row.values())


def test_a_crash_on_the_way_leaves_the_tables_as_they_were(tmp_path: Path) -> None:
    room = small_class(tmp_path)
    tables.write(room.path)
    before = {name: (room.path / name).read_bytes() for name in ("gradebook.csv", "checks.csv")}
    room.add(entry("dan"), no_tanh(), essay())

    def interrupt(_: Standing) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tables.write(room.path, interrupt)
    assert {name: (room.path / name).read_bytes() for name in before} == before
    assert not list(room.path.glob(".rnngrade-*"))


def test_every_standing_is_told_of(tmp_path: Path) -> None:
    room, seen = small_class(tmp_path), list[str]()
    tables.write(room.path, lambda standing: seen.append(standing.name))
    assert seen == ["ada", "bo", "c3", "nobody"]
