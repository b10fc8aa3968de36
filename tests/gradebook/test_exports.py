"""Grades in the columns that other systems import: none is made up, and none goes missing."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from classroom import (
    ADA,
    BO,
    CY,
    LATE,
    Classroom,
    entry,
    essay,
    judgement,
    no_tanh,
    rubric_of,
    small_class,
)
from click.testing import CliRunner
from click.testing import Result as Ended
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rnngrade.cli import main
from rnngrade.commands import gradebook as gradebook_commands
from rnngrade.gradebook.exports import FORMATS, Assignment, Grade
from rnngrade.gradebook.standings import standings
from rnngrade.intake.interface import Student
from rnngrade.result import Outcome

each_format = pytest.mark.parametrize("to", FORMATS)
SCORE = {"canvas": "Hidden states", "moodle": "grade", "nbgrader": "score"}
ID = {"canvas": "SIS User ID", "moodle": "id", "nbgrader": "student_id"}
Run = Callable[..., Ended]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def export(room: Classroom, to: str, *words: object) -> Ended:
        command = ["export", room.path, "--to", to, "-o", tmp_path / "out.csv", *words]
        return CliRunner().invoke(main, [str(word) for word in command])

    return export


def grades(folder: Path, to: str) -> dict[str, str]:
    with (folder / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row[ID[to]]: row[SCORE[to]] for row in rows if row[ID[to]]}


def a_late_class(folder: Path) -> Classroom:
    room = Classroom(folder, late=LATE)
    room.add(entry("ada", ADA, "2026-01-30T12:00:00+01:00"))
    room.add(entry("bo", BO, "2026-02-01T12:00:00+01:00"), no_tanh())
    return room


def test_the_command_offers_the_formats_that_there_are() -> None:
    assert tuple(FORMATS) == gradebook_commands.FORMATS


@each_format
def test_the_final_score_of_each_student_is_there(to: str, run: Run, tmp_path: Path) -> None:
    ended = run(a_late_class(tmp_path / "results"), to)
    assert ended.exit_code == 0
    assert "2 grades" in ended.stdout
    assert grades(tmp_path, to) == {"a1": "40", "b2": "21"}


@each_format
def test_before_the_penalty_where_that_is_asked_for(to: str, run: Run, tmp_path: Path) -> None:
    run(a_late_class(tmp_path / "results"), to, "--raw")
    assert grades(tmp_path, to) == {"a1": "40", "b2": "25"}


@pytest.mark.parametrize(("words", "said"), [((), True), (("--raw",), False)])
def test_feedback_says_what_lateness_costs_only_where_it_does(
    run: Run, tmp_path: Path, words: tuple[str, ...], said: bool
) -> None:
    run(a_late_class(tmp_path / "results"), "moodle", *words)
    text = (tmp_path / "out.csv").read_text(encoding="utf-8")
    assert ("Late: 4 points taken off" in text) == said


@each_format
def test_who_cannot_be_exported_is_listed_and_has_no_row(to: str, run: Run, tmp_path: Path) -> None:
    room = small_class(tmp_path / "results")
    room.add(entry("dan", Student("d4", "Dan")))
    room.add(entry("eve", Student("e5", "Eve")), judgement("figure", Outcome.ERROR, message="oh"))
    room.list(entry("fay", Student("f6", "Fay")))
    room.add(entry("dan again", Student("d4", "Dan")))
    ended = run(room, to)
    assert ended.exit_code == 0
    assert grades(tmp_path, to) == {"d4": "40"}
    assert ended.stderr.partition("Not in it: ")[2].splitlines() == [
        "7",
        "  ada: waits for a person: essay",
        "  bo: waits for a person: essay",
        "  c3: nothing was handed in",
        "  dan again: another submission of d4 has a grade in the file",
        "  eve: figure: oh",
        "  fay: not graded yet",
        "  nobody: nobody on the roster that was graded with is known by its name",
    ]


@each_format
def test_open_ones_are_exported_as_they_stand_where_that_is_allowed(
    to: str, run: Run, tmp_path: Path
) -> None:
    run(small_class(tmp_path / "results"), to, "--allow-open")
    assert grades(tmp_path, to) == {"a1": "30", "b2": "15"}


@each_format
def test_a_file_that_is_there_is_left_as_it_is(to: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("mine")
    ended = run(a_late_class(tmp_path / "results"), to)
    assert ended.exit_code == 2
    assert "is there already" in ended.stderr
    assert (tmp_path / "out.csv").read_text() == "mine"


def test_a_folder_for_the_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    room, out = a_late_class(tmp_path / "results"), tmp_path / "none" / "out.csv"
    words = ["export", str(room.path), "--to", "canvas", "-o", str(out)]
    ended = CliRunner().invoke(main, words)
    assert ended.exit_code == 2
    assert f"there is no folder {out.parent}; make it first" in ended.stderr


@each_format
def test_nothing_to_export_is_an_error_that_says_why_and_no_file(
    to: str, run: Run, tmp_path: Path
) -> None:
    room = Classroom(tmp_path / "results")
    room.list(entry("dan", Student("d4", "Dan")), absent=[CY])
    ended = run(room, to)
    assert ended.exit_code == 2
    assert "there is no grade to export:\nc3: nothing was handed in\ndan: not gr" in ended.stderr
    assert not (tmp_path / "out.csv").exists()


@each_format
def test_another_roster_says_who_is_in_the_class(to: str, run: Run, tmp_path: Path) -> None:
    room = small_class(tmp_path / "results")
    room.add(entry("d4"))
    roster = tmp_path / "roster.csv"
    roster.write_text(
        "id,name,email\na1,Ada King,king@example.org\nd4,Dan,d@e.org\nz9,Zoe,z@e.org\n"
    )
    ended = run(room, to, "--roster", roster, "--allow-open")
    assert grades(tmp_path, to) == {"a1": "30", "d4": "40"}
    assert "king@example.org" in (tmp_path / "out.csv").read_text()
    assert "  bo: no student on the roster has the id b2" in ended.stderr
    assert "  z9: nothing was handed in" in ended.stderr
    assert "  nobody: no student on the roster has the id nobody" in ended.stderr


@each_format
def test_who_was_not_matched_is_nobody_of_the_roster_that_was_graded_with(
    to: str, run: Run, tmp_path: Path
) -> None:
    room = Classroom(tmp_path / "results")
    room.add(entry("ada", ADA))
    room.add(entry("c3"))
    room.list(absent=[Student("c3", "Cy Young", "cy@example.org")])
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name,email\na1,Ada,ada@example.org\nc3,Cy,cy@example.org\n")
    ended = run(room, to, "--roster", roster)
    assert list(grades(tmp_path, to)) == ["a1"]
    assert "c3: when it was graded, it could not be told whose it is" in ended.stderr


@each_format
def test_a_roster_on_which_nobody_matches_is_said_before_all_names(
    to: str, run: Run, tmp_path: Path
) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name\n10023,Ada\n10024,Bo\n")
    ended = run(a_late_class(tmp_path / "results"), to, "--roster", roster)
    assert ended.exit_code == 2
    first, second, *_ = ended.stderr.splitlines()
    assert "nobody on the roster, with ids such as 10023, is in" in first
    assert "which has ids such as a1" in first
    assert "ada: no student on the roster has the id a1" in second


@each_format
def test_a_student_whose_id_would_be_a_formula_is_left_out(
    to: str, run: Run, tmp_path: Path
) -> None:
    room = a_late_class(tmp_path / "results")
    room.add(entry("x", Student("=1+1", "X")))
    room.add(entry("y", Student("y1", "Y", "@SUM(1)")))
    ended = run(room, to)
    assert set(grades(tmp_path, to)) == {"a1", "b2"}
    assert "  x: their id cannot stand in a CSV file as it is" in ended.stderr
    assert "  y: their email cannot stand in a CSV file as it is" in ended.stderr


@each_format
def test_a_submission_out_of_other_points_is_left_out(to: str, run: Run, tmp_path: Path) -> None:
    room = a_late_class(tmp_path / "results")
    room.add(entry("gus", CY), judgement("figure", Outcome.SKIP, applies=False))
    ended = run(room, to)
    assert set(grades(tmp_path, to)) == {"a1", "b2"}
    assert "  gus: out of 30 points, not 40; enter it by hand" in ended.stderr


@each_format
def test_what_is_no_results_folder_is_wrong_usage(to: str, run: Run, tmp_path: Path) -> None:
    ended = run(replace_path(tmp_path / "nowhere"), to)
    assert ended.exit_code == 2
    assert "is no results folder" in ended.stderr
    assert not (tmp_path / "out.csv").exists()


def replace_path(path: Path) -> Classroom:
    room = object.__new__(Classroom)
    room.path = path
    return room


@each_format
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.characters(codec=None), max_size=40),
    st.text(st.characters(codec=None), max_size=40),
)
def test_whatever_names_and_messages_hold_every_row_has_its_columns_and_no_formula(
    to: str, tmp_path: Path, name: str, said: str
) -> None:
    if not (tmp_path / "results").exists():
        a_late_class(tmp_path / "results")
    standing = list(standings(tmp_path / "results"))[1]
    assert standing.result is not None
    checks = tuple(replace(check, message=said) for check in standing.result.checks)
    hostile = replace(standing, result=replace(standing.result, checks=checks))
    student = Student("b2", name, "b@example.org", name)
    target = FORMATS[to](Assignment("ex9", "Hidden states", "", 40, None, [student]))
    text = io.StringIO()
    table = csv.writer(text)
    rows = [*target.heading(), target.row(Grade(student, hostile, 25, 4, 21)).cells]
    table.writerows(rows)
    text.getvalue().encode("utf-8")
    assert list(csv.reader(io.StringIO(text.getvalue()))) == rows
    assert len({len(row) for row in rows}) == 1
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in rows[-1])


def lines(tmp_path: Path) -> list[str]:
    return (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()


def test_canvas_has_its_columns_and_the_points_to_be_had(run: Run, tmp_path: Path) -> None:
    run(a_late_class(tmp_path / "results"), "canvas", "--assignment", "Ex 9 (12345)")
    assert lines(tmp_path) == [
        "Student,ID,SIS User ID,SIS Login ID,Section,Ex 9 (12345)",
        "    Points Possible,,,,,40",
        "Ada Lovelace,,a1,ada@example.org,A,40",
        "Bo Li,,b2,bo@example.org,B,21",
    ]


def test_canvas_gets_back_what_its_own_export_says_of_students(run: Run, tmp_path: Path) -> None:
    roster = tmp_path / "canvas.csv"
    roster.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,Ex 9 (12345),Ex 10 (777)\n"
        "    Points Possible,,,,,40,10\n"
        '"Lovelace, Ada",900,a1,ada,CS 1,,\n'
    )
    room = a_late_class(tmp_path / "results")
    ended = run(room, "canvas", "--roster", roster, "--assignment", "Ex 9")
    assert "Mind at the import" not in ended.stderr
    assert lines(tmp_path) == [
        "Student,ID,SIS User ID,SIS Login ID,Section,Ex 9 (12345)",
        "    Points Possible,,,,,40",
        '"Lovelace, Ada",900,a1,ada,CS 1,40',
    ]


def test_an_assignment_that_canvas_does_not_have_is_said(run: Run, tmp_path: Path) -> None:
    roster = tmp_path / "canvas.csv"
    roster.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,Ex 9 (12345),Ex 9 (777)\n"
        '"Lovelace, Ada",900,a1,ada,CS 1,,\n'
    )
    room = a_late_class(tmp_path / "results")
    ended = run(room, "canvas", "--roster", roster, "--assignment", "Ex 8")
    assert "(1 grade): the roster has no assignment “Ex 8”" in ended.stderr
    assert lines(tmp_path)[0].endswith(",Ex 8")


def test_canvas_is_not_given_an_id_of_ones_own_as_its_number(run: Run, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("ID,name\na1,Ada\n")
    ended = run(a_late_class(tmp_path / "results"), "canvas", "--roster", roster)
    assert lines(tmp_path)[2] == "Ada,,a1,,,40"
    assert "(1 grade): no login is known" in ended.stderr


def test_canvas_never_reads_a_student_as_the_points_to_be_had(run: Run, tmp_path: Path) -> None:
    room = a_late_class(tmp_path / "results")
    room.add(entry("x", Student("x1", "  points possible")))
    ended = run(room, "canvas")
    assert len(lines(tmp_path)) == 4
    assert "x: Canvas takes a name with" in ended.stderr


def test_moodle_has_who_the_grade_and_the_feedback(run: Run, tmp_path: Path) -> None:
    run(a_late_class(tmp_path / "results"), "moodle")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        header, ada, bo = csv.reader(file)
    assert header == ["id", "email", "grade", "feedback"]
    assert ada == ["a1", "ada@example.org", "40", "Score: 40 of 40."]
    assert bo[:3] == ["b2", "bo@example.org", "21"]
    assert "There is no tanh. Try: Apply torch.tanh." in bo[3]


def test_moodle_reads_feedback_as_html_so_that_signs_are_spelled_out(
    run: Run, tmp_path: Path
) -> None:
    room = Classroom(tmp_path / "results")
    wrong = judgement("figure", Outcome.FAIL, message="a < b & <script>alert(1)</script>")
    room.add(entry("ada", ADA), wrong)
    run(room, "moodle")
    text = (tmp_path / "out.csv").read_text()
    assert "a &lt; b &amp; &lt;script&gt;" in text
    assert "<script" not in text


@pytest.mark.parametrize("said", ["a <= b", "a <==- b", "&@SUM(1)", ';"=1', "; \uff1d1"])
def test_moodle_is_told_what_is_no_formula_where_semicolons_separate_cells(
    run: Run, tmp_path: Path, said: str
) -> None:
    room = Classroom(tmp_path / "results")
    room.add(entry("ada", ADA), judgement("figure", Outcome.FAIL, message=said))
    run(room, "moodle")
    text = (tmp_path / "out.csv").read_text(encoding="utf-8")
    assert not re.search(r';[\s"]*[=+@\uff1d-]', text)
    (row,) = csv.DictReader(io.StringIO(text))
    assert html.unescape(row["feedback"]).endswith(said)


def test_moodle_gets_no_column_that_is_empty_for_somebody(run: Run, tmp_path: Path) -> None:
    # It would give that row's grade to the student of the row before.
    room = a_late_class(tmp_path / "results")
    room.add(entry("dan", Student("d4", "Dan")))
    ended = run(room, "moodle")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["id", "grade", "feedback"]
    assert [row[0] for row in rows] == ["a1", "b2", "d4"]
    assert "(1 grade): no email, so that nobody's is in the file" in ended.stderr


def test_moodle_is_warned_of_grades_that_abort_its_import(run: Run, tmp_path: Path) -> None:
    room = Classroom(tmp_path / "results", points={"states": 100})
    room.add(entry("ada", ADA))
    ended = run(room, "moodle")
    assert grades(tmp_path, "moodle") == {"a1": "120"}
    assert "(1 grade): above 100" in ended.stderr


def test_nbgrader_has_its_columns_with_times_in_utc(run: Run, tmp_path: Path) -> None:
    run(a_late_class(tmp_path / "results"), "nbgrader")
    assert lines(tmp_path) == [
        "assignment,duedate,timestamp,student_id,last_name,first_name,email,"
        "raw_score,late_submission_penalty,score,max_score",
        "ex9,2026-01-31 22:59:00,2026-01-30 11:00:00,a1,Lovelace,Ada,ada@example.org,40,0,40,40",
        "ex9,2026-01-31 22:59:00,2026-02-01 11:00:00,b2,Li,Bo,bo@example.org,25,4,21,40",
    ]


@pytest.mark.parametrize(
    ("student", "last", "first"),
    [
        (Student("1", "Ada Lovelace"), "Lovelace", "Ada"),
        (Student("1", "Augusta Ada King"), "King", "Augusta Ada"),
        (Student("1", "van Rossum, Guido"), "van Rossum", "Guido"),
        (Student("1", "山田太郎"), "山田太郎", ""),
        (Student("1", ""), "", ""),
        (Student("1", "x", columns={"First name": "Ada", "Surname": "King"}), "King", "Ada"),
    ],
)
def test_nbgrader_has_names_as_the_roster_has_them_or_split(
    student: Student, last: str, first: str, tmp_path: Path
) -> None:
    a_late_class(tmp_path / "results")
    standing = next(standings(tmp_path / "results"))
    target = FORMATS["nbgrader"](Assignment("ex9", "", "", 40, None, []))
    cells = target.row(Grade(student, standing, 40, 0, 40)).cells
    assert (cells[4], cells[5]) == (last, first)


def test_a_reviewed_grade_is_exported(run: Run, tmp_path: Path) -> None:
    room = Classroom(tmp_path / "results")
    room.add(entry("ada", ADA), essay())
    words = ["review", str(room.path), "ada", "essay", "--points", "7.5", "--comment", "Well seen."]
    CliRunner().invoke(main, words)
    run(room, "moodle")
    assert grades(tmp_path, "moodle") == {"a1": "37.5"}
    assert "Well seen." in (tmp_path / "out.csv").read_text()


def test_a_rubric_that_cannot_be_read_is_refused(run: Run, tmp_path: Path) -> None:
    room = a_late_class(tmp_path / "results")
    document = json.loads((room.path / "rubric.json").read_text())
    rubric_of(room.path / "rubric.json")
    (room.path / "rubric.json").write_text(json.dumps(document | {"exercise": "ex1"}))
    ended = run(room, "canvas")
    assert ended.exit_code == 2
    assert 'is "ex1"; expected "ex9"' in ended.stderr
