"""Another rubric's points for what has been judged already."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from classroom import (
    ADA,
    LATE,
    RUBRIC,
    Classroom,
    document,
    entry,
    essay,
    judged,
    judgement,
    no_tanh,
    result_of,
    rubric_of,
    small_class,
)
from click.testing import CliRunner
from click.testing import Result as Ended
from hypothesis import given, settings
from hypothesis import strategies as st

from rnngrade import result_json
from rnngrade.batch.results_folder import locked
from rnngrade.cli import main
from rnngrade.gradebook import rescore as rescoring
from rnngrade.gradebook.standings import standings
from rnngrade.rescoring import RescoringError, rescored
from rnngrade.result import Diagnosis, ExerciseTag, Outcome
from rnngrade.rubric import CheckRubric, Rubric
from rnngrade.scoring import Judgement
from rnngrade.worker.interface import Limits

CENTS = st.integers(0, 1_000_000).map(lambda cents: cents / 100)
CHECKS, MISTAKES = ("a", "b", "c", "d"), ("m", "n")


@st.composite
def rubrics(draw: st.DrawFn) -> Rubric:
    """Any rubric of these checks: they differ in points and words alone."""
    words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=5)
    checks = {
        name: CheckRubric(draw(CENTS), required=how == "required", bonus=how == "bonus")
        for name in CHECKS
        for how in [draw(st.sampled_from(["", "required", "bonus"]))]
    }
    return Rubric(
        exercise="ex9",
        version=draw(st.sampled_from(["1.0.0", "1.1.0"])),
        title="",
        pass_mark=draw(st.floats(0, 1)),
        limits=Limits(1, 1, 1, 1, 1, 1, 1, 1),
        tolerances={},
        forbidden_within=(),
        forbidden_symbols=(),
        checks=checks,
        mistakes={name: Diagnosis(name, draw(words), draw(words)) for name in MISTAKES},
        sha256=draw(st.text("0123456789abcdef", min_size=64, max_size=64)),
    )


@st.composite
def endings(draw: st.DrawFn) -> list[dict[str, Any]]:
    """How checks ended, before any rubric says what that is worth, or in which words."""
    return [
        {
            "name": name,
            "outcome": draw(st.sampled_from(Outcome)),
            "fraction": draw(st.floats(0, 1)),
            "applies": draw(st.booleans()),
            "mistakes": draw(st.lists(st.sampled_from(MISTAKES), unique=True)),
            "own_hint": draw(st.sampled_from([None, "a hint of its own"])),
        }
        for name in CHECKS
    ]


def judgements(ended: list[dict[str, Any]], rubric: Rubric) -> list[Judgement]:
    """What a grader says of these endings by a rubric, with its words."""
    said = []
    for end in ended:
        found = tuple(rubric.mistakes[name] for name in end["mistakes"])
        more = {key: end[key] for key in ("fraction", "applies")}
        hint = found[0].hint if found else end["own_hint"]
        said.append(judgement(end["name"], end["outcome"], diagnosis=found, hint=hint, **more))
    return said


@settings(max_examples=50)
@given(endings(), rubrics(), rubrics())
def test_rescoring_is_what_judging_by_the_other_rubric_would_have_given(
    ended: list[dict[str, Any]], one: Rubric, other: Rubric
) -> None:
    judged_by_one = result_of(one, judgements(ended, one))
    judged_by_other = result_of(other, judgements(ended, other))
    assert rescored(judged_by_one, other) == judged_by_other


@settings(max_examples=20)
@given(endings(), rubrics())
def test_rescoring_by_the_same_rubric_changes_nothing(
    ended: list[dict[str, Any]], rubric: Rubric
) -> None:
    result = result_of(rubric, judgements(ended, rubric))
    assert rescored(result, rubric) == result


def test_it_survives_being_written_and_read(tmp_path: Path) -> None:
    one = rubric_of(tmp_path / "a.json")
    other = rubric_of(tmp_path / "b.json", points={"states": 33.33}, pass_mark=0.5)
    read = result_json.loads(result_json.dumps(result_of(one, judged(no_tanh(), essay()))))
    assert rescored(read, other) == result_of(other, judged(no_tanh(), essay()))


def test_a_result_of_before_there_were_digests_is_refused(tmp_path: Path) -> None:
    rubric = rubric_of(tmp_path / "a.json")
    result = replace(result_of(rubric, judged()), exercise=ExerciseTag("ex9", "1.0.0"))
    with pytest.raises(RescoringError, match="does not say what it was judged by"):
        rescored(result, rubric)


def test_a_result_with_a_check_of_no_rubric_is_refused(tmp_path: Path) -> None:
    rubric = rubric_of(tmp_path / "a.json")
    result = result_of(rubric, judged())
    strange = replace(result, checks=(replace(result.checks[0], id="strange"),))
    with pytest.raises(RescoringError, match="checks that no rubric has: strange; grade again"):
        rescored(strange, rubric)


def test_a_result_that_could_have_ended_otherwise_is_refused(tmp_path: Path) -> None:
    result = result_of(rubric_of(tmp_path / "a.json"), judged())
    with pytest.raises(RescoringError, match="differs in more than points and words"):
        rescored(result, rubric_of(tmp_path / "b.json", tolerances={"float64": 1e-3}))


def run(room: Classroom, rubric: Path) -> Ended:
    return CliRunner().invoke(main, ["rescore", str(room.path), "--rubric", str(rubric)])


def other_rubric(tmp_path: Path, **changes: Any) -> Path:
    path = tmp_path / "other.json"
    path.write_text(json.dumps(document(**changes), indent=3).replace("\n", "\r\n"))
    return path


def stored(room: Classroom) -> dict[str, bytes]:
    return {
        str(path.relative_to(room.path)): path.read_bytes()
        for path in room.path.rglob("*")
        if path.is_file()
    }


def test_a_folder_is_rescored_with_its_rubric_and_its_tables(tmp_path: Path) -> None:
    room = small_class(tmp_path / "results")
    room.list(entry("dan"))
    path = other_rubric(tmp_path, points={"states": 40}, late=LATE, version="1.1.0")
    ended = run(room, path)
    assert ended.exit_code == 0
    assert "Rescored: 3, with another score than before: 3." in ended.stdout
    assert "Not graded yet, and left so: 1." in ended.stdout
    found = {standing.name: standing for standing in standings(room.path)}
    assert (found["ada"].raw, found["bo"].raw, found["bo"].final) == (50, 20, 14)
    assert {name: standing.remarks for name, standing in found.items() if standing.remarks} == {
        "nobody": ("when it was handed in is not known, so the late policy was not applied",)
    }
    assert (room.path / "rubric.json").read_bytes() == path.read_bytes()
    assert ",50,60," in (room.path / "gradebook.csv").read_text()
    assert (room.path / "checks.csv").exists()


def test_a_folder_that_another_is_at_work_in_is_not_rescored(tmp_path: Path) -> None:
    room = small_class(tmp_path / "results")
    before = stored(room)
    with locked(room.path):
        ended = run(room, other_rubric(tmp_path, points={"states": 40}))
    assert ended.exit_code == 2
    assert "another rnngrade is at work in" in ended.stderr
    assert stored(room) == before


def test_scores_that_stay_are_not_counted_as_changed(tmp_path: Path) -> None:
    room = small_class(tmp_path / "results")
    ended = run(room, other_rubric(tmp_path, pass_mark=0.9))
    assert "Rescored: 3, with another score than before: 0." in ended.stdout
    assert {s.name: s.passed for s in standings(room.path)}["bo"] is False


def test_a_score_that_lateness_alone_changes_is_counted(tmp_path: Path) -> None:
    room = small_class(tmp_path / "results")
    ended = run(room, other_rubric(tmp_path, late=LATE))
    assert "Rescored: 3, with another score than before: 1." in ended.stdout


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a setting": (
        {"checks": RUBRIC["checks"] | {"states": {"points": 20, "settings": {"lengths": [9]}}}},
        "checks may end otherwise: checks.states.settings.lengths; grade again with --rubric",
    ),
    "a limit": ({"limits": RUBRIC["limits"] | {"threads": 3}}, "limits.threads"),
    "a tolerance": ({"tolerances": {"float64": 1e-3}}, "tolerances.float64"),
    "a forbidden name": ({"forbidden": {"within": [], "symbols": []}}, "otherwise: forbidden;"),
    "fewer mistakes": ({"mistakes": {}}, "otherwise: mistakes;"),
    "a checkpoint": ({"checkpoint": True}, "otherwise: checkpoint;"),
    "another exercise": ({"exercise": "ex2"}, 'exercise: is "ex2"; expected "ex9"'),
    "a check too few": (
        {"checks": {k: v for k, v in RUBRIC["checks"].items() if k != "essay"}},
        "checks.essay: is missing",
    ),
    "a mistake of its own": ({"pass_mark": 7}, "pass_mark: is 7; expected at most 1"),
}


@pytest.mark.parametrize(("changes", "words"), REFUSED.values(), ids=REFUSED)
def test_a_rubric_that_differs_in_more_is_refused_and_says_where(
    tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    room = small_class(tmp_path / "results")
    before = stored(room)
    ended = run(room, other_rubric(tmp_path, **changes))
    assert ended.exit_code == 2
    assert words in ended.stderr
    assert stored(room) == before


def test_one_result_that_cannot_be_rescored_leaves_all_as_they_are(tmp_path: Path) -> None:
    room = small_class(tmp_path / "results")
    (room.path / "submissions" / "nobody.json").write_text("{")
    before = stored(room)
    ended = run(room, other_rubric(tmp_path, points={"states": 40}))
    assert ended.exit_code == 2
    assert "nobody.json" in ended.stderr
    assert stored(room) == before


def test_what_was_cut_off_is_completed_by_a_second_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = small_class(tmp_path / "results")
    path = other_rubric(tmp_path, points={"states": 40})
    write, calls = result_json.write, []

    def cut_off(*arguments: Any) -> None:
        calls.append(arguments)
        if len(calls) == 2:
            raise KeyboardInterrupt
        write(*arguments)

    monkeypatch.setattr(rescoring.result_json, "write", cut_off)
    with pytest.raises(KeyboardInterrupt):
        rescoring.rescore(room.path, path)
    monkeypatch.undo()
    half = {s.name: s.remarks for s in standings(room.path)}
    assert [name for name, remarks in half.items() if remarks] == ["ada"]
    assert run(room, path).exit_code == 0
    found = {s.name: (s.raw, s.remarks) for s in standings(room.path)}
    assert found["ada"] == (50, ())
    assert found["bo"] == (20, ())


def test_reviews_stay(tmp_path: Path) -> None:
    room = small_class(tmp_path / "results")
    CliRunner().invoke(main, ["review", str(room.path), ADA.id, "essay", "--points", "7"])
    before = (room.path / "reviews" / "ada.json").read_bytes()
    run(room, other_rubric(tmp_path, points={"states": 40}))
    assert (room.path / "reviews" / "ada.json").read_bytes() == before
    assert {s.name: s.raw for s in standings(room.path)}["ada"] == 57
