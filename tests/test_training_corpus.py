"""What can be judged of example submissions without training any of them.

Their trainings take minutes: ``rnngrade validate ex2`` judges them whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from rnngrade import submission
from rnngrade.content import find_exercise
from rnngrade.data.fetch import fetch_from_path
from rnngrade.grader import Grader
from rnngrade.grading import Assignment
from rnngrade.result import Outcome
from rnngrade.submission.interface import Submission
from rnngrade.validation import Case, cases, differences, within

UNTRAINED: Mapping[str, tuple[str, ...]] = {
    "ex2": ("target", "batches", "model", "gradients"),
    "ex3": ("encoding", "model", "padding", "order"),
    "ex4": ("pairs_1", "pairs_2", "model", "no_dates"),
    "ex5": ("states", "trace", "pca"),
}
"""Of each exercise, the checks that train nothing."""
CASES = {exercise: cases(find_exercise(exercise)) for exercise in UNTRAINED}
NAMES = Path(__file__).parents[2] / "shared" / "data" / "names"
TRAINING_SECONDS = {"ex3": 20}
"""What it takes to train to the end, where one must be stopped after that."""


Graders = Callable[[str], Grader]


@pytest.fixture(scope="session")
def grader_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graders]:
    """Give warm graders, by exercise; skips where the data that one needs are not at hand."""
    made: dict[str, Grader] = {}

    def give(name: str) -> Grader:
        exercise = find_exercise(name)
        if exercise.data == "names" and not NAMES.is_dir():
            pytest.skip(f"the names data set is not in {NAMES}")
        if name not in made:
            with pytest.MonkeyPatch.context() as patch:
                if exercise.data:
                    patch.setenv("RNNGRADE_DATA", str(tmp_path_factory.mktemp("names")))
                    fetch_from_path(NAMES)
                made[name] = Grader(exercise, device="cpu", one_try=True)
        return made[name]

    yield give
    for grader in made.values():
        grader.close()


@pytest.mark.parametrize(
    ("exercise", "case"),
    [
        pytest.param(exercise, case, id=f"{exercise}-{case.name}")
        for exercise in UNTRAINED
        for case in CASES[exercise]
        if case.name != "stub" and case.expected.outcome is not Outcome.TIMEOUT
    ],
)
def test_it_does_without_training_what_its_folder_and_header_say(
    exercise: str, case: Case, grader_of: Graders
) -> None:
    grader = grader_of(exercise)
    handed_in = submission.read(case.path, grader.exercise.required)
    result = grader.grade(handed_in, only=UNTRAINED[exercise])
    expected = within(case.expected, {check.id for check in result.checks})
    assert "\n".join(differences(result, expected)) == ""


@pytest.mark.parametrize(
    ("exercise", "case"),
    [
        pytest.param(exercise, case, id=f"{exercise}-{case.name}")
        for exercise in UNTRAINED
        for case in CASES[exercise]
        if case.expected.outcome in (Outcome.CRASH, Outcome.TIMEOUT)
    ],
)
def test_one_that_ends_or_never_ends_is_said_to(
    exercise: str, case: Case, grader_of: Graders, monkeypatch: pytest.MonkeyPatch
) -> None:
    grader = grader_of(exercise)
    seconds = TRAINING_SECONDS.get(exercise, 4)
    monkeypatch.setattr(grader, "assignment", hasty(grader.assignment, seconds))
    handed_in = submission.read(case.path, grader.exercise.required)
    result = grader.grade(handed_in, only=sorted(case.expected.fails))
    assert "\n".join(differences(result, case.expected)) == ""


def hasty(assignment: Assignment, seconds: float) -> Assignment:
    """Wait 6 s for an answer, and let a training have so many seconds of CPU time."""
    rubric = assignment.rubric
    checks = {
        name: replace(check, settings={**check.settings, "cpu_seconds": seconds})
        for name, check in rubric.checks.items()
    }
    limits = replace(rubric.limits, wall_seconds=6)
    return replace(assignment, rubric=replace(rubric, limits=limits, checks=checks))


@pytest.mark.parametrize("exercise", UNTRAINED)
def test_one_that_is_like_another_shows_nothing_else(exercise: str) -> None:
    by_name = {case.name: case for case in CASES[exercise]}
    for case in CASES[exercise]:
        if case.like is not None:
            other = by_name[f"{case.expected.outcome}/{case.like}"]
            assert other.like is None, case.name
            assert case.expected.fails <= other.expected.fails, case.name
            assert case.expected.diagnosis == other.expected.diagnosis, case.name


@pytest.mark.parametrize("exercise", UNTRAINED)
def test_the_stub_gets_nothing_and_trains_nothing(exercise: str, grader_of: Graders) -> None:
    (stub,) = (case for case in CASES[exercise] if case.name == "stub")
    grader = grader_of(exercise)
    result = grader.grade(submission.read(stub.path, grader.exercise.required))
    assert (result.score, result.passed) == (0, False)
    assert all(check.outcome is Outcome.SKIP for check in result.checks if "trained" in check.id)


@pytest.mark.parametrize("exercise", UNTRAINED)
def test_the_corpus_is_as_large_as_the_claims_that_rest_on_it(exercise: str) -> None:
    outcomes = [case.expected.outcome for case in CASES[exercise]]
    assert outcomes.count(Outcome.PASS) >= 12 + 1
    assert outcomes.count(Outcome.FAIL) >= 30 + 1
    assert outcomes.count(Outcome.TIMEOUT) >= 1
    assert outcomes.count(Outcome.CRASH) >= 1


def test_one_training_is_judged_whole_and_tells_what_it_saw(grader_of: Graders) -> None:
    grader, told = grader_of("ex2"), []
    result = grader.grade(
        example(grader, "lstm_chrono_bias"), only=["trained_10"], tell=told.append
    )
    trained = result.checks[-1]
    assert (trained.id, trained.outcome) == ("trained_10", Outcome.PASS)
    assert trained.evidence["metric"] <= trained.evidence["threshold"]
    assert trained.evidence["observed"]["optimizer"].startswith("Adam")
    (curve,) = trained.exhibits
    assert 20 <= len(curve.columns["loss"]) <= 600
    assert {progress.label for progress in told} == {"T = 10"}


def test_the_same_seed_gives_the_same_metric_to_the_last_digit(grader_of: Graders) -> None:
    grader = grader_of("ex2")
    handed_in = example(grader, "stopped_early")
    metrics = [
        grader.grade(handed_in, only=["trained_10"], seed=5).checks[-1].evidence["metric"]
        for _ in range(2)
    ]
    assert metrics[0] == metrics[1]


def example(grader: Grader, name: str) -> Submission:
    """Return the example submission of that name."""
    assert grader.exercise.corpus is not None
    (path,) = grader.exercise.corpus.glob(f"*/{name}.py")
    return submission.read(path, grader.exercise.required)
