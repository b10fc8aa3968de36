"""``rnngrade review``: what waits for a person is listed, graded, and kept apart."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from classroom import (
    ADA,
    BO,
    ESSAY,
    FOUND,
    Classroom,
    entry,
    essay,
    judged,
    judgement,
    result_of,
    small_class,
)
from click.testing import CliRunner
from click.testing import Result as Ended

from rnngrade import result_json
from rnngrade.batch.results_folder import locked
from rnngrade.cli import main
from rnngrade.gradebook.standings import standings
from rnngrade.result import Outcome

Run = Callable[..., Ended]
HOSTILE = "\x1b[2J=cmd|'/C calc'!A0 \u202e[bold]x[/bold]\n-1\ud800"


@pytest.fixture
def room(tmp_path: Path) -> Classroom:
    return small_class(tmp_path / "results")


@pytest.fixture
def review(room: Classroom) -> Run:
    return lambda *words: CliRunner().invoke(main, ["review", str(room.path), *map(str, words)])


def points_of(room: Classroom) -> dict[str, float | None]:
    return {standing.name: standing.raw for standing in standings(room.path)}


def gradebook(room: Classroom) -> dict[str, dict[str, str]]:
    with (room.path / "gradebook.csv").open(encoding="utf-8", newline="") as file:
        return {row["submission"]: row for row in csv.DictReader(file)}


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_what_waits_is_listed_with_the_students_words_and_what_was_found(review: Run) -> None:
    ended = review()
    assert ended.exit_code == 0
    for words in ("ada Ada Lovelace (a1)", "essay (Label of essay), 10 points", ESSAY, FOUND):
        assert words in ended.stdout
    assert "2 checks to grade" in ended.stdout
    assert "nobody" not in ended.stdout


def test_one_of_them_is_listed_by_name(review: Run) -> None:
    ended = review("bo@example.org")
    assert "Bo Li" in ended.stdout
    assert "Ada" not in ended.stdout


def test_nothing_waiting_is_said(tmp_path: Path) -> None:
    room = Classroom(tmp_path / "done")
    room.add(entry("ada"))
    ended = CliRunner().invoke(main, ["review", str(room.path)])
    assert ended.stdout == "Nothing waits for a person.\n"


def test_long_words_are_shortened_in_the_list_and_whole_where_one_is_asked_for(
    tmp_path: Path,
) -> None:
    room = Classroom(tmp_path / "results")
    room.add(entry("ada"), judgement("essay", Outcome.REVIEW, message="word " * 700))
    listed = CliRunner().invoke(main, ["review", str(room.path)])
    assert listed.stdout.count("word") < 150
    shown = CliRunner().invoke(main, ["review", str(room.path), "ada", "essay"])
    assert shown.stdout.count("word") == 700


def test_hostile_words_are_shown_with_nothing_left_to_interpret(tmp_path: Path) -> None:
    room = Classroom(tmp_path / "results")
    room.add(entry("ada"), judgement("essay", Outcome.REVIEW, message=HOSTILE, notes=(HOSTILE,)))
    for words in ((), ("ada", "essay")):
        ended = CliRunner().invoke(main, ["review", str(room.path), *words])
        assert "[bold]x[/bold]" in ended.stdout
        assert "\x1b" not in ended.stdout
        assert "\u202e" not in ended.stdout


@pytest.mark.parametrize("name", ["ada", "a1", "A1", "ADA@example.org", "ada lovelace"])
def test_a_check_is_graded_by_any_name_of_its_student(
    room: Classroom, review: Run, name: str
) -> None:
    ended = review(name, "essay", "--points", 7.5, "--comment", "Well seen.", "--reviewer", "Kim")
    assert ended.exit_code == 0
    document = json.loads((room.path / "reviews" / "ada.json").read_text(encoding="utf-8"))
    (kept,) = document["reviews"].values()
    assert (kept["points"], kept["comment"], kept["reviewer"]) == (7.5, "Well seen.", "Kim")
    assert kept["submission_sha256"] == "5f" * 32
    assert points_of(room)["ada"] == 37.5
    assert gradebook(room)["ada"]["final_score"] == "37.5"


def test_a_review_is_shown_beside_what_the_machine_says(review: Run) -> None:
    review("ada", "essay", "--points", 7.5, "--comment", "Well seen.", "--reviewer", "Kim")
    ended = review("ada", "essay")
    for words in ("review, 0 of 10 points by the machine", "7.5 of 10 points by Kim", "Well seen."):
        assert words in ended.stdout


def test_a_second_review_of_a_check_stands_in_for_the_first(room: Classroom, review: Run) -> None:
    review("ada", "essay", "--points", 7.5)
    review("ada", "states", "--points", 1)
    review("ada", "essay", "--points", 8)
    assert points_of(room)["ada"] == 19


def test_a_review_can_be_taken_back(room: Classroom, review: Run) -> None:
    review("ada", "essay", "--points", 7.5)
    assert review("ada", "essay", "--withdraw").exit_code == 0
    assert points_of(room)["ada"] == 30
    assert gradebook(room)["ada"]["to_review"] == "essay"
    again = review("ada", "essay", "--withdraw")
    assert again.exit_code == 2
    assert "no review of essay by ada" in again.stderr


REFUSED = {
    "an unknown student": (("adda", "essay", "--points", 5), 'did you mean "ada"?'),
    "an unknown check": (("ada", "esay", "--points", 5), 'did you mean "essay"?'),
    "who handed in nothing": (("c3", "essay", "--points", 5), "c3 handed in nothing"),
    "more than all points": (("ada", "essay", "--points", 10.01), "essay has 0 to 10"),
    "less than nothing": (("ada", "essay", "--points", -1), "essay has 0 to 10"),
    "not a number": (("ada", "essay", "--points", "nan"), "essay has 0 to 10"),
    "three decimals": (("ada", "essay", "--points", 7.255), "at most 2 decimals"),
    "no check": (("ada", "--points", 5), "which check is it?"),
    "two things at once": (("ada", "essay", "--points", 5, "--withdraw"), "exclude each other"),
    "a sheet for one": (("ada", "essay", "--sheet", "a.csv"), "Leave NAME and CHECK out"),
    "a sheet that is missing": (("--from", "none.csv"), "none.csv: No such file"),
}


@pytest.mark.parametrize(("words", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused_before_anything_is_written(
    room: Classroom, review: Run, words: tuple[object, ...], message: str
) -> None:
    before = contents(room.path)
    ended = review(*words)
    assert ended.exit_code == 2
    assert message in ended.stderr
    assert "Traceback" not in ended.output
    assert contents(room.path) == before


def test_a_submission_that_is_not_graded_yet_cannot_be_reviewed(
    room: Classroom, review: Run
) -> None:
    room.list(entry("dan"))
    assert "dan is not graded yet" in review("dan", "essay", "--points", 5).stderr


def test_an_id_with_several_submissions_is_asked_for_by_name(room: Classroom, review: Run) -> None:
    room.add(entry("ada-2", ADA), essay())
    ended = review("a1", "essay", "--points", 5)
    assert "a1 has several submissions; which one is it: ada, ada-2?" in ended.stderr
    assert review("ada-2", "essay", "--points", 5).exit_code == 0


def test_names_that_differ_in_case_alone_are_told_apart(room: Classroom, review: Run) -> None:
    room.add(entry("Ada"), essay())
    assert review("Ada", "essay", "--points", 5).exit_code == 0
    assert review("ada", "essay", "--points", 7).exit_code == 0
    assert (points_of(room)["Ada"], points_of(room)["ada"]) == (35, 37)
    assert "which one is it: ada, Ada?" in review("ADA", "essay", "--points", 5).stderr


def test_a_students_name_that_two_have_is_asked_for_by_the_submissions(
    room: Classroom, review: Run
) -> None:
    room.add(entry("ada-2", replace(ADA, id="a9", email="")), essay())
    ended = review("Ada Lovelace", "essay", "--points", 5)
    assert "which one is it: ada, ada-2?" in ended.stderr


def test_a_submissions_name_counts_before_a_students(room: Classroom, review: Run) -> None:
    room.add(entry("other", replace(ADA, id="a9", email="", name="BO")), essay())
    review("Bo", "essay", "--points", 5)
    assert gradebook(room)["bo"]["essay"] == "5"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_to_write_is_refused(room: Classroom, review: Run) -> None:
    room.path.chmod(0o500)
    try:
        ended = review("ada", "essay", "--points", 5)
    finally:
        room.path.chmod(0o700)
    assert ended.exit_code == 2
    assert "Permission denied" in ended.stderr


def test_a_place_for_reviews_that_cannot_be_written_is_refused_before_anything_is(
    room: Classroom, review: Run
) -> None:
    (room.path / "reviews").write_text("no folder")
    before = contents(room.path)
    ended = review("ada", "essay", "--points", 5)
    assert ended.exit_code == 2
    assert "Not a directory" in ended.stderr
    assert contents(room.path) == before


def test_no_review_is_kept_while_another_is_at_work_in_the_folder(
    room: Classroom, review: Run, tmp_path: Path
) -> None:
    sheet = tmp_path / "sheet.csv"
    review("--sheet", sheet)
    fill_in(sheet, [row | {"points": "5"} for row in sheet_rows(sheet)])
    review("ada", "essay", "--points", 7.5)
    before = contents(room.path)
    with locked(room.path):
        for words in (
            ("ada", "essay", "--points", 5),
            ("ada", "essay", "--withdraw"),
            ("--from", sheet),
        ):
            ended = review(*words)
            assert ended.exit_code == 2
            assert "another rnngrade is at work in" in ended.stderr
    assert contents(room.path) == before


def sheet_rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def fill_in(path: Path, rows: list[dict[str, str]], delimiter: str = ",") -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.DictWriter(file, rows[0].keys(), delimiter=delimiter)
        table.writeheader()
        table.writerows(rows)


def test_many_are_graded_on_a_sheet(room: Classroom, review: Run, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    assert "2 checks to grade" in review("--sheet", sheet).stdout
    ada, bo = sheet_rows(sheet)
    assert (ada["name"], ada["student"], ada["check"]) == ("ada", "Ada Lovelace (a1)", "essay")
    assert (ada["max_points"], ada["words"], ada["found"]) == ("10", ESSAY, FOUND)
    fill_in(sheet, [ada | {"points": "7.5", "comment": "Good,\nor nearly"}, bo])
    ended = review("--from", sheet, "--reviewer", "Kim")
    assert "Took 1 review, 0 in place of earlier ones." in ended.stdout
    assert "left for later: 1" in ended.stdout
    assert points_of(room) == {"ada": 37.5, "bo": 15, "c3": None, "nobody": 40}
    assert gradebook(room)["ada"]["essay"] == "7.5"
    assert "1 in place" in review("--from", sheet).stdout


def test_a_sheet_as_a_german_spreadsheet_saves_it_is_read(
    room: Classroom, review: Run, tmp_path: Path
) -> None:
    sheet = tmp_path / "sheet.csv"
    review("--sheet", sheet)
    fill_in(sheet, [row | {"points": "7,25"} for row in sheet_rows(sheet)], delimiter=";")
    assert review("--from", sheet).exit_code == 0
    assert points_of(room)["ada"] == 37.25


def test_a_sheet_knows_which_submission_its_words_are_from(
    room: Classroom, review: Run, tmp_path: Path
) -> None:
    sheet = tmp_path / "sheet.csv"
    review("--sheet", sheet)
    fill_in(sheet, [row | {"points": "5"} for row in sheet_rows(sheet)])
    result = result_of(room.rubric, judged(essay()), "6a" * 32)
    result_json.write(result, room.path / "submissions" / "ada.json")
    for _ in range(2):
        assert review("--from", sheet).exit_code == 0
        remarks = {row.name: row.remarks for row in standings(room.path)}
        assert remarks["ada"] == ("the review of essay is of an earlier submission",)
        assert remarks["bo"] == ()


def test_a_sheet_that_is_there_is_not_overwritten(review: Run, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("hours of work")
    ended = review("--sheet", sheet)
    assert ended.exit_code == 2
    assert "is there already" in ended.stderr
    assert sheet.read_text() == "hours of work"


def test_no_cell_of_a_sheet_is_a_formula_and_its_names_are_still_found(tmp_path: Path) -> None:
    room, sheet = Classroom(tmp_path / "results"), tmp_path / "sheet.csv"
    room.add(entry("=1+1"), judgement("essay", Outcome.REVIEW, message=HOSTILE))
    CliRunner().invoke(main, ["review", str(room.path), "--sheet", str(sheet)])
    (row,) = sheet_rows(sheet)
    assert not any(cell.startswith(("=", "+", "-", "@", "\x1b")) for cell in row.values())
    fill_in(sheet, [row | {"points": "5"}])
    CliRunner().invoke(main, ["review", str(room.path), "--from", str(sheet)])
    assert points_of(room) == {"=1+1": 35}


WRONG_SHEETS = {
    "unknown student": (
        "name,check,points,comment\nadda,essay,5,\n",
        "line 2: there is no submiss",
    ),
    "unknown check": (
        "name,check,points,comment\nada,esay,5,\n",
        "line 2: there is no check 'esay'",
    ),
    "too many points": ("name,check,points,comment\nada,essay,11,\n", "line 2: points are 11"),
    "no number": ("name,check,points,comment\nada,essay,good,\n", "line 2: points are 'good'"),
    "a comma too many": (
        "name,check,points,comment\nada,essay,7,5,Good\n",
        "line 2: has more cells",
    ),
    "no points": ("name,check,points,comment\nada,essay,,Good.\n", "line 2: points are ''"),
    "twice": (
        "name,check,points,comment\nada,essay,5,\na1,essay,6,\n",
        "line 3: ada, essay: comes",
    ),
    "no column": ("name,check,point,comment\nada,essay,5,\n", "no column 'points'"),
    "empty": ("", "no column 'name'"),
    "a short row": ("name,check,points,comment\nada\n", ""),
}


@pytest.mark.parametrize(("text", "words"), WRONG_SHEETS.values(), ids=WRONG_SHEETS)
def test_of_a_sheet_with_a_wrong_row_nothing_is_taken(
    room: Classroom, review: Run, tmp_path: Path, text: str, words: str
) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(text.replace("comment\n", "comment\nbo,essay,9,\n", 1) if words else text)
    before = points_of(room)
    ended = review("--from", sheet)
    words = words.replace("line 3", "line 4").replace("line 2", "line 3")
    assert ended.exit_code == (2 if words else 0)
    assert words in ended.stderr
    assert points_of(room) == before


def test_a_sheet_in_another_encoding_is_refused_with_the_way_out(
    review: Run, tmp_path: Path
) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_bytes("name,check,points,comment\nada,essay,5,schön\n".encode("latin-1"))
    assert "save it as CSV UTF-8" in review("--from", sheet).stderr


def test_reviews_of_others_are_left_as_they_are(room: Classroom, review: Run) -> None:
    review(BO.id, "essay", "--points", 4)
    before = (room.path / "reviews" / "bo.json").read_bytes()
    review("ada", "essay", "--points", 5)
    assert (room.path / "reviews" / "bo.json").read_bytes() == before


@pytest.mark.parametrize("command", [["review"], ["rescore", "--rubric", "r.json"]])
def test_what_is_no_results_folder_is_wrong_usage(tmp_path: Path, command: list[str]) -> None:
    ended = CliRunner().invoke(main, [*command, str(tmp_path)])
    assert ended.exit_code == 2
    assert "is no results folder" in ended.stderr


def test_what_persons_have_given_is_listed(review: Run) -> None:
    review("ada", "essay", "--points", 7.5, "--comment", "Well seen.", "--reviewer", "Kim")
    review("bo", "states", "--points", 12)
    ended = review("--given")
    assert ended.exit_code == 0
    assert "ada Ada Lovelace (a1)\n" in ended.stdout
    assert "  essay (Label of essay)\n    7.5 of 10 points by Kim 20" in ended.stdout
    assert "    Well seen.\n" in ended.stdout
    assert "  states (Label of states)\n    12 of 20 points by a person 20" in ended.stdout
    assert ended.stdout.endswith("\n2 reviews.\n")
    assert "Ada" not in (of_one := review("bo", "--given")).stdout
    assert of_one.stdout.endswith("\n1 review.\n")
    assert review("bo", "essay", "--given").stdout == "There is no such review.\n"


def test_a_review_is_listed_also_where_its_submission_is_to_be_graded_anew(
    room: Classroom, review: Run
) -> None:
    review("ada", "essay", "--points", 7.5)
    (room.path / "submissions/ada.json").unlink()
    assert "  essay\n    7.5 points by a person 20" in review("--given").stdout


def test_reviews_are_listed_or_given_not_both(review: Run) -> None:
    ended = review("ada", "essay", "--given", "--points", 5)
    assert ended.exit_code == 2
    assert "exclude each other" in ended.stderr
