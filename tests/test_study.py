"""A study goes on where it was cut off, and only with what still holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from rnngrade import cli
from rnngrade.content import Exercise
from rnngrade.grader import Grader
from rnngrade.result import ExerciseTag, Outcome
from rnngrade.study import Study, study_of
from rnngrade.validation import (
    Case,
    Expectation,
    Finding,
    ValidationReport,
    cases,
    validate,
)

TAG = ExerciseTag("ex9", "1.0.0", "a" * 64, "b" * 64, "c" * 64)
FINDINGS = (
    Finding("pass/a.py", 0, (), 2e-15, {"trained_10": (0.0123, 1), "trained_50": (0.04, 3)}),
    Finding("pass/a.py", 1, ("scored 3 of 4", "named x"), 2e-15, {"trained_10": (0.2, 3)}),
    Finding("fail/b.py", 0, (), 0.0),
)


def study(path: Path, **changes: object) -> Study:
    made = Study(path, TAG, "all", {"pass/a.py": "1" * 64, "fail/b.py": "2" * 64})
    return replace(made, **changes)


def write(path: Path, findings: Sequence[Finding] = FINDINGS) -> None:
    study(path).write(ValidationReport("ex9", tuple(findings)))


def test_what_was_recorded_is_read_back(tmp_path: Path) -> None:
    write(tmp_path / "record.json")
    found = study(tmp_path / "record.json").earlier()
    assert sorted(found, key=lambda f: (f.case, f.seed)) == sorted(
        FINDINGS, key=lambda f: (f.case, f.seed)
    )


def test_a_record_says_what_it_is_of(tmp_path: Path) -> None:
    write(tmp_path / "record.json")
    record = json.loads((tmp_path / "record.json").read_text())
    assert (record["exercise"], record["seeds"], record["runs"]) == ("ex9", [0, 1], 3)
    assert record["cases"]["pass/a.py"]["differences"] == [
        "seed 1: scored 3 of 4",
        "seed 1: named x",
    ]


def test_without_a_record_nothing_was_found(tmp_path: Path) -> None:
    assert study(tmp_path / "none.json").earlier() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"tag": replace(TAG, sha256="f" * 64)},
        {"tag": replace(TAG, judging_sha256="f" * 64)},
        {"selection": "named"},
    ],
)
def test_of_another_exercise_rubric_or_choice_nothing_holds(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    write(tmp_path / "record.json")
    assert study(tmp_path / "record.json", **changes).earlier() == []


def test_of_an_example_that_has_changed_nothing_holds(tmp_path: Path) -> None:
    write(tmp_path / "record.json")
    changed = {"pass/a.py": "9" * 64, "fail/b.py": "2" * 64}
    found = study(tmp_path / "record.json", digests=changed).earlier()
    assert [finding.case for finding in found] == ["fail/b.py"]


@pytest.mark.parametrize("text", ["", "[]", "{", "thesis", '{"cases": 3'])
def test_a_file_that_is_no_record_is_not_overwritten(tmp_path: Path, text: str) -> None:
    path = tmp_path / "record.json"
    path.write_text(text)
    with pytest.raises(ValueError, match="is no record of a study"):
        study(path).earlier()
    assert path.read_text() == text


def test_a_study_that_was_cut_off_goes_on(
    ex9: Exercise, small_grader: Grader, tmp_path: Path
) -> None:
    everything: list[Case] = cases(ex9)
    path = tmp_path / "record.json"

    def going_on() -> Study:
        return study_of(path, small_grader.assignment.tag, everything, "all")

    first = validate(everything, small_grader, seeds=[0], jobs=1)
    going_on().write(first)
    told: list[int] = []
    whole = validate(
        everything,
        small_grader,
        seeds=range(3),
        jobs=2,
        earlier=going_on().earlier(),
        done=lambda so_far: told.append(len(so_far.findings)),
    )
    assert told[0] == len(everything) + 1
    assert len(whole.findings) == 3 * len(everything)
    assert whole.valid


def test_a_difference_of_an_earlier_part_is_not_forgotten(
    ex9: Exercise, small_grader: Grader
) -> None:
    (squares,) = cases(ex9, "fail/squares.py")
    case = replace(squares, expected=Expectation(Outcome.FAIL, frozenset({"doubles"})))
    earlier = validate([case], small_grader, seeds=[0], jobs=1).findings
    mended = validate([squares], small_grader, seeds=[0, 1], jobs=1, earlier=earlier)
    assert not mended.valid
    assert len(mended.findings) == 2


def test_the_command_refuses_to_overwrite_what_is_no_record(ex9: Exercise, tmp_path: Path) -> None:
    path = tmp_path / "thesis.json"
    path.write_text("mine")
    ended = CliRunner().invoke(cli.main, ["validate", "ex9", "--record", str(path)])
    assert ended.exit_code == 2
    assert "is no record of a study" in ended.output
    assert path.read_text() == "mine"
