"""A generated class is a class: everybody in it is found, and those who should, earn points."""

from __future__ import annotations

from pathlib import Path

from class_of import FORMS, NAMES, class_of
from graded_folder import grade_folder, results_of

from rnngrade.content import Exercise
from rnngrade.grader import Grader
from rnngrade.intake import collect, roster


def test_everybody_in_a_generated_class_is_matched(tmp_path: Path) -> None:
    size = len(NAMES) * len(FORMS)  # each form once in each script
    made = class_of(tmp_path, size)
    (tmp_path / "unpacked").mkdir()
    students = roster.read(made.roster)
    found = collect([made.folder], unpack_to=tmp_path / "unpacked", roster=students)
    assert [entry.name for entry in found.entries] == list(made.scores)
    assert found.unmatched == ()
    assert [student.id for student in found.absent] == ["absent"]
    assert {left.source.rpartition(".")[2] for left in found.left_out} >= {"zip"}


def test_a_generated_class_earns_what_it_says(
    ex9: Exercise, small_grader: Grader, tmp_path: Path
) -> None:
    made = class_of(tmp_path, 2 * len(FORMS))
    (tmp_path / "unpacked").mkdir()
    grade_folder(made.folder, small_grader, tmp_path / "results", roster=made.roster)
    earned = results_of(tmp_path / "results")
    assert earned.keys() == made.scores.keys()
    others = {
        name: [(check.message, check.evidence) for check in result.checks]
        for name, result in earned.items()
        if result.score != made.scores[name]
    }
    assert not others, others
