"""One standing a student: what machine, person and calendar say, put together."""

from __future__ import annotations

import json
import weakref
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

from rnngrade.commands.grade import _Seen
from rnngrade.gradebook import reviews, tables
from rnngrade.gradebook.folder import open_results
from rnngrade.gradebook.interface import Review, Standing
from rnngrade.gradebook.standings import standings
from rnngrade.intake import BatchError
from rnngrade.result import Outcome
from rnngrade.rubric import RubricError


def by_name(folder: Path) -> dict[str, Standing]:
    return {standing.name: standing for standing in standings(folder)}


def reviewed(folder: Path, name: str, check: str, points: float, sha256: str = "5f" * 32) -> None:
    results = open_results(folder)
    kept = reviews.read(results, name)
    reviews.write(results, name, kept | {check: Review(points, submission_sha256=sha256)})


def test_every_submission_and_every_absent_student_has_one_in_order_of_names(
    tmp_path: Path,
) -> None:
    small_class(tmp_path / "r")
    assert [(s.name, s.student) for s in standings(tmp_path / "r")] == [
        ("ada", ADA),
        ("bo", BO),
        ("c3", CY),
        ("nobody", None),
    ]


def test_an_absent_student_has_no_grade_and_says_why(tmp_path: Path) -> None:
    small_class(tmp_path / "r")
    absent = by_name(tmp_path / "r")["c3"]
    assert (absent.entry, absent.result, absent.raw, absent.final) == (None, None, None, None)
    assert absent.error == "nothing was handed in"


def test_a_review_stands_in_for_the_machines_points_and_leaves_its_result_alone(
    tmp_path: Path,
) -> None:
    room = small_class(tmp_path)
    before = (room.path / "submissions" / "ada.json").read_bytes()
    reviewed(tmp_path, "ada", "essay", 7.25)
    ada = by_name(tmp_path)["ada"]
    assert (ada.raw, ada.final, ada.max_score, ada.to_review) == (37.25, 37.25, 40, ())
    assert ada.result is not None
    assert ada.result.score == 30
    assert (room.path / "submissions" / "ada.json").read_bytes() == before


def test_what_waits_for_a_person_is_named_and_left_out_of_the_pass_mark(tmp_path: Path) -> None:
    small_class(tmp_path)
    ada = by_name(tmp_path)["ada"]
    assert (ada.to_review, ada.raw, ada.passed) == (("essay",), 30, True)


def test_a_person_may_override_what_the_machine_has_judged(tmp_path: Path) -> None:
    small_class(tmp_path)
    reviewed(tmp_path, "bo", "states", 20)
    assert by_name(tmp_path)["bo"].raw == 30


@pytest.mark.parametrize(
    ("changed", "points", "passed"),
    [
        (essay(), 0, False),
        (essay(), 0.5, True),
        (judgement("essay", Outcome.FAIL), 9.5, False),
        (judgement("essay", Outcome.FAIL), 10, True),
        (judgement("essay", Outcome.ERROR), 10, True),
        (judgement("essay"), 9.5, False),
    ],
)
def test_a_required_check_that_a_person_has_graded_is_passed_with_enough_points(
    tmp_path: Path, changed: object, points: float, passed: bool
) -> None:
    checks = {"loads": {"points": 0}, "states": {"points": 20}, "figure": {"points": 10}}
    required = {"essay": {"points": 10, "required": True}}
    room = Classroom(tmp_path / "r", checks=checks | required)
    room.add(entry("ada"), changed)  # type: ignore[arg-type]
    reviewed(room.path, "ada", "essay", points)
    assert by_name(room.path)["ada"].passed is passed


def test_lateness_is_taken_off_beside_the_raw_score_and_counts_for_the_pass_mark(
    tmp_path: Path,
) -> None:
    room = Classroom(tmp_path / "r", late=LATE | {"percent_per_day": 50}, pass_mark=0.6)
    room.add(entry("ada", ADA, "2026-02-01T12:00:00+01:00"))
    room.add(entry("bo", BO, "2026-01-31T12:00:00+01:00"))
    found = by_name(room.path)
    ada, bo = found["ada"], found["bo"]
    assert (ada.raw, ada.final, ada.passed) == (40, 20, False)
    assert ada.penalty is not None
    assert ada.penalty.points == 20
    assert ada.result is not None
    assert (ada.result.score, ada.result.passed) == (40, True)
    assert (bo.raw, bo.final, bo.passed) == (40, 40, True)


def test_no_penalty_leads_below_nothing(tmp_path: Path) -> None:
    room = Classroom(tmp_path / "r", late=LATE | {"percent_per_day": 50})
    fails = [judgement(name, Outcome.FAIL) for name in ("states", "figure")]
    room.add(entry("ada", ADA, "2026-03-01T12:00:00+01:00"), *fails)
    ada = by_name(room.path)["ada"]
    assert (ada.raw, ada.final) == (10, 0)


def test_a_submission_without_a_result_yet_says_so(tmp_path: Path) -> None:
    room = Classroom(tmp_path / "r")
    room.list(entry("ada", ADA))
    ada = by_name(room.path)["ada"]
    assert (ada.result, ada.error) == (None, "not graded yet")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not JSON"),
        (b'{"schema": "rnn', "not JSON"),
        (b"{}", "not a valid rnngrade/result/v1"),
        (b"\xff\xfe", "utf-8"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_a_result_that_cannot_be_read_is_named_and_the_others_are_there(
    tmp_path: Path, content: bytes, words: str
) -> None:
    room = small_class(tmp_path)
    (room.path / "submissions" / "bo.json").write_bytes(content)
    found = by_name(tmp_path)
    assert found["bo"].result is None
    assert "bo.json" in found["bo"].error
    assert words in found["bo"].error
    assert found["ada"].raw == 30


def test_a_result_of_another_exercise_is_none_of_ours(tmp_path: Path) -> None:
    room = small_class(tmp_path)
    path = room.path / "submissions" / "bo.json"
    path.write_text(path.read_text().replace('"id": "ex9"', '"id": "ex2"'))
    assert "a result of ex2, among those of ex9" in by_name(tmp_path)["bo"].error


def test_a_folder_in_place_of_a_result_is_an_error_of_that_one(tmp_path: Path) -> None:
    room = small_class(tmp_path)
    (room.path / "submissions" / "bo.json").unlink()
    (room.path / "submissions" / "bo.json").mkdir()
    assert "cannot be read" in by_name(tmp_path)["bo"].error


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "is not JSON"),
        ("{}", "is missing"),
        ('{"schema": "rnngrade/review/v1", "reviews": {"essay": {"points": -1}}}', "essay"),
    ],
)
def test_a_review_that_cannot_be_read_is_an_error_and_never_silence(
    tmp_path: Path, content: str, words: str
) -> None:
    small_class(tmp_path)
    (tmp_path / "reviews").mkdir()
    (tmp_path / "reviews" / "ada.json").write_text(content)
    ada = by_name(tmp_path)["ada"]
    assert "ada.json" in ada.error
    assert words in ada.error
    assert ada.raw == 30


def test_a_review_of_an_earlier_submission_counts_and_is_marked(tmp_path: Path) -> None:
    small_class(tmp_path)
    reviewed(tmp_path, "ada", "essay", 7, sha256="0" * 64)
    ada = by_name(tmp_path)["ada"]
    assert ada.raw == 37
    assert ada.remarks == ("the review of essay is of an earlier submission",)


def test_a_review_above_the_points_of_a_changed_rubric_is_cut_and_marked(tmp_path: Path) -> None:
    room = Classroom(tmp_path / "r", points={"essay": 5})
    room.add(entry("ada"), essay())
    reviewed(room.path, "ada", "essay", 7)
    ada = by_name(room.path)["ada"]
    assert (ada.raw, ada.max_score) == (35, 35)
    assert ada.remarks == ("the review of essay gives 7 points, of 5: cut to these",)


def test_a_review_of_a_check_that_is_gone_is_marked(tmp_path: Path) -> None:
    small_class(tmp_path)
    reviewed(tmp_path, "ada", "poem", 7)
    ada = by_name(tmp_path)["ada"]
    assert ada.raw == 30
    assert ada.remarks == ("the review of poem is of a check that the result does not have",)


def test_a_result_that_another_rubric_scored_is_marked(tmp_path: Path) -> None:
    room = small_class(tmp_path)
    rubric_of(room.path / "rubric.json", points={"essay": 5})
    assert "scored by another rubric" in by_name(tmp_path)["ada"].remarks[0]


def test_a_fault_of_the_grader_is_an_error_until_a_person_has_graded_it(tmp_path: Path) -> None:
    room = Classroom(tmp_path / "r")
    room.add(entry("ada"), judgement("figure", Outcome.ERROR, message="rnngrade failed here"))
    assert by_name(room.path)["ada"].error == "figure: rnngrade failed here"
    reviewed(room.path, "ada", "figure", 10)
    assert by_name(room.path)["ada"].error == ""


def test_one_result_is_in_memory_at_a_time(tmp_path: Path) -> None:
    room = Classroom(tmp_path / "r")
    for number in range(5):
        room.add(entry(f"student {number}"), no_tanh())
    seen: list[weakref.ref[Standing]] = []
    for standing in standings(room.path):
        seen.append(weakref.ref(standing))
        alive = [reference for reference in seen if reference() is not None]
        assert len(alive) <= 2


def test_what_is_no_results_folder_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(BatchError, match=r"is no results folder: it has no batch\.json"):
        standings(tmp_path)


def test_a_folder_without_its_rubric_is_refused_at_once(tmp_path: Path) -> None:
    room = small_class(tmp_path)
    (room.path / "rubric.json").unlink()
    with pytest.raises(RubricError, match=r"rubric\.json: cannot be read"):
        standings(tmp_path)


def test_a_rubric_of_another_exercise_is_refused(tmp_path: Path) -> None:
    room = small_class(tmp_path)
    path = room.path / "rubric.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"exercise": "ex2"}))
    with pytest.raises(RubricError, match='is "ex2"; expected "ex9"'):
        standings(tmp_path)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999"])
def test_a_review_with_a_number_that_is_none_is_named_and_left_out(
    tmp_path: Path, number: str
) -> None:
    room = small_class(tmp_path)
    reviews.write(open_results(room.path), "ada", {"essay": Review(7.5)})
    path = room.path / "reviews" / "ada.json"
    path.write_text(path.read_text().replace("7.5", number))
    ada = next(iter(standings(room.path)))
    assert f"{path} is not JSON (it holds {number}; expected a finite number)" in ada.error
    assert ada.raw == 30


def test_a_result_with_a_number_that_is_none_is_named(tmp_path: Path) -> None:
    room = small_class(tmp_path)
    path = room.path / "submissions" / "ada.json"
    path.write_text(path.read_text().replace('"points": 20.0', '"points": NaN'))
    ada = next(iter(standings(room.path)))
    assert f"{path}: not JSON: it holds NaN" in ada.error
    assert ada.raw is None


def test_what_is_said_at_the_end_counts_reviews_and_lateness(tmp_path: Path) -> None:
    room = small_class(tmp_path / "results", late=LATE)
    for expected in ((2, 2), (2, 0)):  # late, Bo does not pass with all of the essay either
        seen = _Seen(frozenset({"ada", "bo", "nobody"}))
        tables.write(room.path, seen.note)
        assert (seen.passed, seen.to_review) == expected
        for name in ("ada", "bo"):
            reviewed(room.path, name, "essay", 10)
