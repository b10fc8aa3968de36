"""Exercises are found by what lies in their folders."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from rnngrade import content
from rnngrade.content import Exercise, UnknownExerciseError, exercises, find_exercise


def test_every_exercise_has_all_that_belongs_to_it() -> None:
    for exercise in exercises():
        assert exercise.title
        assert exercise.stub
        assert exercise.probe
        assert exercise.required
        assert exercise.rubric.is_file()
        assert exercise.checks
        assert exercise.solution is not None
        assert exercise.corpus is not None


def test_exercises_come_by_name_and_have_ids_of_their_own() -> None:
    ids = [exercise.id for exercise in exercises()]
    assert "ex1" in ids
    assert ids == sorted(set(ids))


@pytest.mark.parametrize("name", ["ex1", "ex1_my_rnn"])
def test_an_exercise_is_found_by_its_id_and_by_its_folder(name: str) -> None:
    found = find_exercise(name)
    assert (found.id, found.file_name) == ("ex1", "ex1_my_rnn.py")
    assert found.required == ("MyRNN",)


@pytest.mark.parametrize("name", ["", "ex", "ex99", "EX1", "../ex1_my_rnn", "my_rnn"])
def test_an_unknown_exercise_is_refused_with_those_that_there_are(name: str) -> None:
    with pytest.raises(UnknownExerciseError, match="there are: ex1"):
        find_exercise(name)


def test_checks_are_the_same_objects_whenever_they_are_asked_for(ex1: Exercise) -> None:
    assert ex1.checks == find_exercise("ex1").checks
    assert ex1.checks[0] is find_exercise("ex1").checks[0]


def test_the_rubric_has_every_check_in_the_order_in_which_they_run(ex1: Exercise) -> None:
    from rnngrade.rubric import load_rubric

    expected = {check.id: check.settings for check in ex1.checks}
    rubric = load_rubric(ex1.rubric, exercise="ex1", expected=expected)
    assert list(rubric.checks) == list(expected)


def test_a_check_comes_after_all_that_it_depends_on() -> None:
    for exercise in exercises():
        seen: set[str] = set()
        for check in exercise.checks:
            assert {before.id for before in check.after} <= seen
            seen.add(check.id)


def test_an_exercise_is_a_folder_and_a_rubric_and_nothing_else(ex9: Exercise) -> None:
    assert exercises() == (ex9,)
    assert (ex9.id, ex9.title, ex9.file_name) == ("ex9", "Doubling", "ex9_double.py")
    assert [check.id for check in ex9.checks] == ["loads", "doubles", "faulty"]
    assert ex9.solution is not None
    assert ex9.corpus is not None


def test_an_installed_package_has_its_exercises_inside_and_no_solutions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "rnngrade"
    folder = package / "exercises" / "ex8_installed"
    folder.mkdir(parents=True)
    (folder / "stub.py").write_text("")
    monkeypatch.setattr(content, "PACKAGE", package)
    (found,) = exercises()
    assert (found.id, found.folder) == ("ex8", folder)
    assert found.rubric == package / "rubrics" / "ex8_installed.json"
    assert found.solution is None
    assert found.corpus is None


def test_exercises_do_not_stand_in_the_way_of_other_modules(ex1: Exercise) -> None:
    assert ex1.checks
    assert "checks" not in sys.modules
    assert "ex1_my_rnn" not in sys.modules
