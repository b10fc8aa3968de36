"""Validation finds what an exercise judges wrongly."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import small_project
from click.testing import Result as Ended

from rnngrade import content
from rnngrade.content import Exercise, find_exercise
from rnngrade.grader import Grader
from rnngrade.result import Diagnosis, Outcome, Result
from rnngrade.validation import (
    Case,
    Expectation,
    ValidationError,
    ValidationReport,
    cases,
    differences,
    validate,
    within,
)

SQUARES = Diagnosis("squares", "It squares.", "Add n to n.")


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Exercise:
    """The tiny exercise in a project of its own, that a test may break."""
    small_project.write(tmp_path / "project")
    monkeypatch.setattr(content, "PACKAGE", tmp_path / "project" / "rnngrade")
    return find_exercise("ex9")


def report_on(all_cases: list[Case], grader: Grader) -> ValidationReport:
    return validate(all_cases, grader, seeds=range(2), jobs=2)


def test_the_cases_are_the_reference_the_stub_and_every_example(ex9: Exercise) -> None:
    found = {case.name: case.expected for case in cases(ex9)}
    assert found == {
        "reference": Expectation(Outcome.PASS, score=1.0),
        "stub": Expectation(Outcome.FAIL, score=0.0),
        "pass/times_two.py": Expectation(Outcome.PASS, score=1.0),
        "fail/squares.py": Expectation(
            Outcome.FAIL, fails=frozenset({"doubles"}), diagnosis=frozenset({"squares"})
        ),
    }


@pytest.mark.parametrize(
    ("patterns", "names"),
    [
        ("", ["reference", "stub", "fail/squares.py", "pass/times_two.py"]),
        ("*", ["reference", "stub", "fail/squares.py", "pass/times_two.py"]),
        ("pass/*", ["pass/times_two.py"]),
        ("reference", ["reference"]),
        ("*sq*", ["fail/squares.py"]),
        ("pass/* reference", ["reference", "pass/times_two.py"]),
    ],
)
def test_patterns_choose_cases(ex9: Exercise, patterns: str, names: list[str]) -> None:
    assert [case.name for case in cases(ex9, *patterns.split())] == names


def test_an_exercise_without_a_solution_cannot_be_validated(copied: Exercise) -> None:
    assert copied.solution is not None
    copied.solution.unlink()
    with pytest.raises(ValidationError, match=r"ex9 has no solution.*validate in a checkout"):
        cases(copied)


def test_an_example_that_does_not_say_what_must_fail_is_refused(copied: Exercise) -> None:
    assert copied.corpus is not None
    path = copied.corpus / "fail" / "no_header.py"
    path.write_text("# fails: doubles\ndef double(n):\n    return 0\n")
    with pytest.raises(ValidationError, match=r"no_header\.py needs a header.*# diagnosis"):
        cases(copied)


def test_a_folder_that_is_no_outcome_is_refused_with_its_name(copied: Exercise) -> None:
    assert copied.corpus is not None
    (copied.corpus / "wrong").mkdir()
    (copied.corpus / "wrong" / "a.py").write_text("# fails: doubles\n# diagnosis: none\n")
    with pytest.raises(ValidationError, match="wrong"):
        cases(copied)


def test_one_that_is_like_another_can_be_left_out(copied: Exercise) -> None:
    assert copied.corpus is not None
    path = copied.corpus / "pass" / "adds.py"
    path.write_text("# like: times_two.py\ndef double(n):\n    return n + n\n")
    (adds, times_two) = cases(copied, "pass/*")
    assert (adds.like, times_two.like) == ("times_two.py", None)
    assert cases(copied, "pass/*", distinct=True) == [times_two]


def test_one_that_is_like_no_other_is_refused(copied: Exercise) -> None:
    assert copied.corpus is not None
    (copied.corpus / "pass" / "adds.py").write_text("# like: squares.py\n")
    with pytest.raises(ValidationError, match=r"adds\.py says '# like: squares\.py'.*no such file"):
        cases(copied)


def test_an_exercise_that_judges_rightly_is_valid(ex9: Exercise, small_grader: Grader) -> None:
    report = validate(cases(ex9), small_grader, seeds=range(3), jobs=2)
    assert report.valid
    assert len(report.findings) == 4 * 3
    assert list(report.lines()) == [
        "Oracle and reference agree to 0.0e+00 on fresh inputs.",
        "ex9: 4 of 4 cases did what they must, in 12 runs.",
    ]


def test_a_study_that_is_cut_off_has_told_of_whole_seeds(
    ex9: Exercise, small_grader: Grader
) -> None:
    class CutOffError(Exception):
        """Someone pulls the plug."""

    told: list[ValidationReport] = []

    def done(so_far: ValidationReport) -> None:
        told.append(so_far)
        if len(told) == 9:
            raise CutOffError

    with pytest.raises(CutOffError):
        validate(cases(ex9), small_grader, seeds=range(3), jobs=1, done=done)
    runs = Counter(finding.case for finding in told[8].findings)
    assert sorted(runs.values()) == [2, 2, 2, 3]


def test_an_example_in_the_wrong_folder_is_found_with_every_seed(
    ex9: Exercise, small_grader: Grader
) -> None:
    (squares,) = cases(ex9, "fail/squares.py")
    wrong = replace(squares, name="pass/squares.py", expected=Expectation(Outcome.PASS, score=1.0))
    report = report_on([wrong], small_grader)
    assert not report.valid
    lines = list(report.lines())
    assert len(lines) == 2 + 1
    assert lines[0] == ("pass/squares.py (seed 0): scored 0 of 4; doubles: expected 14, got 49")
    assert lines[-1] == "ex9: 0 of 1 cases did what they must, in 2 runs."


def test_wrong_examples_can_be_judged_by_the_checks_alone_that_they_name(
    ex9: Exercise, small_grader: Grader
) -> None:
    judged = []

    class Noting:
        exercise, assignment = small_grader.exercise, small_grader.assignment

        def grade(self, *handed_in: Any, **options: Any) -> Result:
            judged.append(tuple(options["only"]))
            return small_grader.grade(*handed_in, **options)

    noting: Any = Noting()
    assert validate(cases(ex9), noting, seeds=[0], jobs=1, named_only=True).valid
    assert sorted(judged) == [(), (), (), ("doubles",)]


def test_by_some_checks_alone_a_case_must_do_what_it_shows_there(
    ex9: Exercise, small_grader: Grader
) -> None:
    def found(only: str) -> list[str]:
        return list(validate(cases(ex9), small_grader, seeds=[0], jobs=1, only=[only]).lines())

    assert found("loads") == found("doubles")
    with pytest.raises(ValidationError, match="ex9 has no check 'trebles'; it has loads, doubles"):
        found("trebles")


def test_a_mistake_must_be_named_where_all_that_must_fail_is_judged() -> None:
    wrong = expecting(fails="doubles faulty", diagnosis="squares", may_name="cubes")
    assert within(wrong, ["loads", "doubles", "faulty"]) == wrong
    assert within(wrong, ["doubles"]) == expecting(fails="doubles", may_name="squares cubes")


@pytest.fixture
def judged(ex9: Exercise, small_grader: Grader) -> Result:
    from rnngrade import submission

    (squares,) = cases(ex9, "fail/squares.py")
    return small_grader.grade(submission.read(squares.path, ex9.required))


def expecting(outcome: Outcome = Outcome.FAIL, **names: str) -> Expectation:
    given = {name: frozenset(text.split()) for name, text in names.items()}
    return Expectation(outcome, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        (expecting(fails="doubles", diagnosis="squares"), []),
        (expecting(may_fail="doubles", diagnosis="squares"), []),
        (expecting(fails="doubles"), ["named squares, expected no mistake"]),
        (expecting(fails="doubles", diagnosis="squares no_bias"), ["expected no_bias, squares"]),
        (expecting(diagnosis="squares"), ["doubles: fail, unexpectedly: expected 14, got 49"]),
        (
            expecting(fails="doubles faulty", diagnosis="squares"),
            ["faulty should fail, but did not"],
        ),
        (
            expecting(Outcome.CRASH, fails="doubles", diagnosis="squares"),
            ["doubles should crash, but did not", "doubles: fail, unexpectedly"],
        ),
    ],
)
def test_differences_say_what_is_not_as_it_must_be(
    judged: Result, expected: Expectation, found: list[str]
) -> None:
    came = list(differences(judged, expected))
    assert len(came) == len(found)
    assert all(part in line for part, line in zip(found, came, strict=True))


def test_a_bonus_may_be_missed(judged: Result) -> None:
    checks = tuple(replace(c, bonus=True) if c.id == "doubles" else c for c in judged.checks)
    missed = replace(judged, checks=checks)
    assert not list(differences(missed, Expectation(Outcome.PASS, score=1.0)))
    checks = tuple(replace(c, outcome=Outcome.ERROR) if c.bonus else c for c in missed.checks)
    faulty = replace(missed, checks=checks)
    assert list(differences(faulty, Expectation(Outcome.PASS, score=1.0)))


def test_what_a_person_must_grade_has_nothing_against_it(judged: Result) -> None:
    checks = tuple(
        replace(c, outcome=Outcome.REVIEW, points=0) if c.id == "doubles" else c
        for c in judged.checks
    )
    assert not list(
        differences(replace(judged, checks=checks), Expectation(Outcome.PASS, score=1.0))
    )


def test_a_right_submission_may_miss_what_its_header_names(judged: Result) -> None:
    missing = Expectation(Outcome.PASS, score=1.0, may_fail=frozenset({"doubles", "faulty"}))
    assert not list(differences(judged, missing))
    assert list(differences(judged, replace(missing, may_fail=frozenset({"faulty"}))))


def test_a_fault_of_the_graders_own_is_always_a_difference(judged: Result) -> None:
    faulty = replace(
        judged,
        checks=tuple(
            replace(c, outcome=Outcome.ERROR, message="KeyError") if c.id == "faulty" else c
            for c in judged.checks
        ),
    )
    (line,) = differences(faulty, expecting(fails="doubles", diagnosis="squares"))
    assert line == "faulty: error, unexpectedly: KeyError"


def test_the_command_exits_with_0_where_all_is_valid(
    ex9: Exercise, rnngrade: Callable[..., Ended], tmp_path: Path
) -> None:
    ended = rnngrade("validate", ex9.id, "-j", 2, "--record", tmp_path / "record.json")
    assert ended.exit_code == 0
    assert "4 of 4 cases did what they must" in ended.stdout
    assert json.loads((tmp_path / "record.json").read_text())["runs"] == 4


def test_the_command_exits_with_1_where_something_is_not(
    copied: Exercise, rnngrade: Callable[..., Ended]
) -> None:
    assert copied.corpus is not None
    (copied.corpus / "pass" / "wrong.py").write_text("def double(n):\n    return 0\n")
    ended = rnngrade("validate", copied.id)
    assert ended.exit_code == 1
    assert "pass/wrong.py (seed 0): scored 0 of 4" in ended.stdout


def test_the_command_exits_with_2_where_no_case_has_that_name(
    ex9: Exercise, rnngrade: Callable[..., Ended]
) -> None:
    ended = rnngrade("validate", ex9.id, "--case", "no_such/*")
    assert ended.exit_code == 2
    assert "no_such/*" in ended.stderr


def test_the_command_exits_with_2_outside_of_a_checkout(
    copied: Exercise, rnngrade: Callable[..., Ended]
) -> None:
    assert copied.solution is not None
    copied.solution.unlink()
    ended = rnngrade("validate", copied.id)
    assert ended.exit_code == 2
    assert "validate in a checkout" in ended.stderr
