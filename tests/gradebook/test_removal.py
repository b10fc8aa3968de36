"""``rnngrade remove``: a submission that was graded by mistake leaves no trace among the grades."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from classroom import ADA, Classroom, small_class
from click.testing import CliRunner
from click.testing import Result as Ended

from rnngrade.batch import manifest
from rnngrade.batch.results_folder import locked
from rnngrade.cli import main

Run = Callable[..., Ended]


@pytest.fixture
def room(tmp_path: Path) -> Classroom:
    return small_class(tmp_path / "results")


def run(room: Classroom, command: str, *words: str) -> Ended:
    return CliRunner().invoke(main, [command, str(room.path), *words])


def rows(room: Classroom, table: str = "gradebook.csv") -> list[str]:
    with (room.path / table).open(encoding="utf-8", newline="") as file:
        return [row["submission"] or row["student_id"] for row in csv.DictReader(file)]


def contents(room: Classroom) -> dict[str, bytes]:
    files = (path for path in room.path.rglob("*") if path.is_file())
    return {str(path.relative_to(room.path)): path.read_bytes() for path in files}


def test_who_is_nobodys_is_gone_from_results_and_tables(room: Classroom) -> None:
    ended = run(room, "remove", "nobody")
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert ended.stdout.startswith("Took out: nobody.\nWhat was handed in is left: move it away")
    assert sorted(rows(room)) == ["ada", "bo", "c3"]
    assert "nobody" not in rows(room, "checks.csv")
    assert not (room.path / "submissions/nobody.json").exists()
    assert [entry.name for entry in manifest.read(room.path).entries] == ["ada", "bo"]


def test_a_student_of_the_roster_has_handed_in_nothing_then(room: Classroom) -> None:
    assert run(room, "remove", "a1").exit_code == 0
    assert {student.id for student in manifest.read(room.path).absent} == {"a1", "c3"}
    assert ADA in manifest.read(room.path).absent
    assert "a1" in rows(room)


def test_several_are_taken_out_at_once_and_one_named_twice_once(room: Classroom) -> None:
    ended = run(room, "remove", "ada", "Bo Li", "bo@example.org")
    assert ended.stdout.startswith("Took out: ada, bo.\n")
    assert [entry.name for entry in manifest.read(room.path).entries] == ["nobody"]


def test_where_one_is_not_there_nothing_is_taken_out(room: Classroom) -> None:
    before = contents(room)
    ended = run(room, "remove", "ada", "adda")
    assert ended.exit_code == 2
    assert "there is no submission of 'adda'" in ended.stderr
    assert contents(room) == before


def test_a_review_is_not_lost_but_on_demand(room: Classroom) -> None:
    run(room, "review", "ada", "essay", "--points", "7.5")
    before = contents(room)
    ended = run(room, "remove", "bo", "ada")
    assert ended.exit_code == 2
    assert "a person has reviewed ada" in ended.stderr
    assert "--reviews-too" in ended.stderr
    assert contents(room) == before
    assert run(room, "remove", "bo", "ada", "--reviews-too").exit_code == 0
    assert not (room.path / "reviews/ada.json").exists()


def test_nothing_is_taken_out_while_another_is_at_work(room: Classroom) -> None:
    before = contents(room)
    with locked(room.path):
        ended = run(room, "remove", "ada")
    assert ended.exit_code == 2
    assert "another rnngrade is at work" in ended.stderr
    assert contents(room) == before
