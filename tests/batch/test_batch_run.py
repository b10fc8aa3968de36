"""A batch keeps what is finished, does nothing twice, and survives whatever one submission does."""

from __future__ import annotations

import errno
import json
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import made_up
import pytest
from graded_folder import results_of
from made_up import CONDITIONS, RUBRIC, TAG, Judge, grade_folder

from rnngrade.batch import manifest, run
from rnngrade.intake import BatchError
from rnngrade.intake.interface import Entry, LeftOut
from rnngrade.result import Outcome, Result
from rnngrade.submission.interface import Submission
from rnngrade.whole_file import unfinished
from rnngrade.worker.interface import WorkerPoolError

RIGHT = "def double(n):\n    return 2 * n\n"
WRONG = "def double(n):\n    return n**2\n"


@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    """A folder of 12 files, every third one wrong."""
    folder = tmp_path / "class"
    folder.mkdir()
    for number in range(12):
        (folder / f"s{number:02}.py").write_text(RIGHT if number % 3 else WRONG)
    return folder


@pytest.fixture
def results(tmp_path: Path) -> Path:
    return tmp_path / "results"


def test_every_submission_has_its_result(submissions: Path, results: Path) -> None:
    tally = grade_folder(submissions, results, Judge())
    assert (tally.graded, tally.kept) == (12, 0)
    assert [result.passed for result in results_of(results).values()] == [
        number % 3 != 0 for number in range(12)
    ]


def test_a_second_run_judges_nothing_and_counts_what_it_kept(
    submissions: Path, results: Path
) -> None:
    grade_folder(submissions, results, Judge())
    before = {path: path.stat().st_mtime_ns for path in (results / "submissions").iterdir()}
    judge = Judge()
    tally = grade_folder(submissions, results, judge)
    assert judge.judged == []
    assert (tally.graded, tally.kept) == (0, 12)
    assert before == {path: path.stat().st_mtime_ns for path in (results / "submissions").iterdir()}


def test_only_what_is_new_or_has_changed_is_judged_again(submissions: Path, results: Path) -> None:
    grade_folder(submissions, results, Judge())
    (submissions / "s03.py").write_text(RIGHT)
    (submissions / "s99.py").write_text(RIGHT)
    judge = Judge()
    tally = grade_folder(submissions, results, judge)
    assert sorted(judge.judged) == ["s03.py", "s99.py"]
    assert (tally.graded, tally.kept) == (2, 11)
    assert sum(result.passed for result in results_of(results).values()) == 10


@pytest.mark.parametrize("error", [OSError("the worker was lost"), KeyboardInterrupt()])
def test_no_earlier_result_stands_for_what_was_handed_in_since(
    submissions: Path, results: Path, error: BaseException
) -> None:
    grade_folder(submissions, results, Judge())
    (submissions / "s04.py").write_text(WRONG)

    def lose(handed_in: Submission) -> str:
        raise error

    with suppress(KeyboardInterrupt):
        grade_folder(submissions, results, lose)
    assert set(results_of(results)) == {f"s{number:02}" for number in range(12) if number != 4}


def test_a_result_follows_its_submission_to_another_name(submissions: Path, results: Path) -> None:
    grade_folder(submissions, results, Judge())
    (results / "reviews").mkdir()
    for name in ("s00", "s01"):
        (results / "reviews" / f"{name}.json").write_text(f"of {name}")
    entries = made_up.entries_of(submissions)
    # One gives its name up, another takes that.
    renamed = {"s00": "a1", "s01": "s00"}
    moved = tuple(replace(each, name=renamed.get(each.name, each.name)) for each in entries)
    judge = Judge()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made_up, "entries_of", lambda _: moved)
        tally = grade_folder(submissions, results, judge)
    assert (judge.judged, tally.kept) == ([], 12)
    assert {path.stem: path.read_text() for path in (results / "reviews").iterdir()} == {
        "a1": "of s00",
        "s00": "of s01",
    }
    assert "s01" not in results_of(results)


def test_what_was_left_out_and_is_graded_now_is_left_out_no_more() -> None:
    left = ("a.zip", "b/c.py", "b/d/e.py", "bc.py")
    old = manifest.Manifest("ex9", (), tuple(LeftOut(source, "It is damaged.") for source in left))
    entries = tuple(Entry(source, Path(source), source) for source in ("a.zip", "b"))
    joined = manifest.joined(old, manifest.Manifest("ex9", entries))
    assert [each.source for each in joined.left_out] == ["bc.py"]


def test_a_start_that_was_killed_while_it_wrote_is_no_other_folder(
    submissions: Path, results: Path
) -> None:
    results.mkdir()
    left = results / ".rnngrade-0123456789abcdef.tmp"
    left.write_text("{")
    assert list(unfinished(results)) == [left]
    assert grade_folder(submissions, results, Judge()).graded == 12
    assert not left.exists()


def test_weights_beside_the_code_that_have_changed_are_judged_again(
    submissions: Path, results: Path
) -> None:
    grade_folder(submissions, results, Judge())
    (submissions / "s03.pt").write_bytes(b"weights")
    (submissions / "s03.pt").rename(submissions.parent / "kept.pt")
    entry = Entry("s03", submissions / "s03.py", "s03.py")
    assert entry in made_up.entries_of(submissions)
    (submissions / "s03.pt").symlink_to(submissions.parent / "kept.pt")
    judge = Judge()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made_up, "entries_of", lambda _: (entry,))
        grade_folder(submissions, results, judge)
    assert judge.judged == ["s03.py"]


@pytest.mark.parametrize(
    "conditions",
    [
        replace(CONDITIONS, seed=4),
        replace(CONDITIONS, package_version="0.2.0"),
        replace(CONDITIONS, device="NVIDIA H200"),
        replace(CONDITIONS, exercise=replace(TAG, sha256="d" * 64)),
        replace(CONDITIONS, exercise=replace(TAG, judging_sha256="d" * 64)),
    ],
    ids=["seed", "version", "device", "exercise", "what decides outcomes"],
)
def test_other_conditions_judge_all_anew(
    submissions: Path, results: Path, conditions: run.Conditions
) -> None:
    grade_folder(submissions, results, Judge())
    assert grade_folder(submissions, results, Judge(), conditions=conditions).graded == 12


def test_another_rubric_that_judges_alike_changes_points_and_judges_nothing(
    submissions: Path, results: Path
) -> None:
    grade_folder(submissions, results, Judge())
    tag = replace(TAG, rubric_sha256="e" * 64, judging_sha256=RUBRIC.judging_sha256)
    same = replace(TAG, judging_sha256=RUBRIC.judging_sha256)
    conditions = replace(CONDITIONS, exercise=same)
    say = lambda handed_in: made_up.made_up(handed_in, same)  # noqa: E731
    grade_folder(submissions, results, Judge(say=say), conditions=conditions)
    richer = replace(
        RUBRIC, sha256="e" * 64, checks={"doubles": replace(RUBRIC.checks["doubles"], points=10)}
    )
    judge = Judge()
    tally = grade_folder(
        submissions, results, judge, conditions=replace(CONDITIONS, exercise=tag), rubric=richer
    )
    assert judge.judged == []
    assert (tally.rescored, tally.kept) == (12, 0)
    assert sum(result.passed for result in results_of(results).values()) == 8
    assert {result.score for result in results_of(results).values()} == {0, 10}
    again = grade_folder(
        submissions, results, judge, conditions=replace(CONDITIONS, exercise=tag), rubric=richer
    )
    assert again.kept == 12


def test_a_damaged_result_that_no_rubric_can_score_is_judged_again(
    submissions: Path, results: Path
) -> None:
    same = replace(TAG, judging_sha256=RUBRIC.judging_sha256)
    other = replace(same, rubric_sha256="e" * 64)
    say = lambda handed_in: made_up.made_up(handed_in, same)  # noqa: E731
    grade_folder(
        submissions, results, Judge(say=say), conditions=replace(CONDITIONS, exercise=same)
    )
    path = results / "submissions" / "s05.json"
    path.write_text(path.read_text().replace('"id": "doubles"', '"id": "strange"'))
    judge = Judge()
    tally = grade_folder(
        submissions, results, judge, conditions=replace(CONDITIONS, exercise=other)
    )
    assert judge.judged == ["s05.py"]
    assert tally.rescored == 11


def test_again_judges_all_anew(submissions: Path, results: Path) -> None:
    grade_folder(submissions, results, Judge())
    assert grade_folder(submissions, results, Judge(), again=True).graded == 12


@pytest.mark.parametrize(
    ("sound", "damaged"),
    [
        ('"passed": ', '"passing": '),
        ('"passed": true', '"passed": "x"'),
        ('"points": 4.0', '"points": NaN'),
        ('"points": 4.0', '"points": Infinity'),
        ('"points": 4.0', '"points": 1e999'),
    ],
)
def test_a_damaged_result_is_made_again(
    submissions: Path, results: Path, sound: str, damaged: str
) -> None:
    grade_folder(submissions, results, Judge())
    path = results / "submissions" / "s05.json"
    before = path.read_text()
    assert sound in before
    path.write_text(before.replace(sound, damaged))
    judge = Judge()
    assert grade_folder(submissions, results, judge).kept == 11
    assert judge.judged == ["s05.py"]
    assert path.read_text() == before


@pytest.mark.parametrize("content", ["", "{", "[]", '{"submission": 3}', "\x00", "[" * 10_000])
def test_a_result_that_cannot_be_read_is_made_again(
    submissions: Path, results: Path, content: str
) -> None:
    grade_folder(submissions, results, Judge())
    (results / "submissions" / "s05.json").write_text(content)
    judge = Judge()
    assert grade_folder(submissions, results, judge).kept == 11
    assert judge.judged == ["s05.py"]
    assert len(results_of(results)) == 12


def test_a_result_in_which_the_grader_failed_is_named_and_made_again(
    submissions: Path, results: Path
) -> None:
    def faulty(handed_in: Submission) -> Result:
        result = made_up.made_up(handed_in)
        check = replace(result.checks[0], outcome=Outcome.ERROR, points=0.0)
        return replace(result, checks=(check,), score=0.0, passed=False)

    tally = grade_folder(submissions, results, Judge(say=faulty))
    assert sorted(tally.faulty) == [f"s{number:02}" for number in range(12)]
    assert grade_folder(submissions, results, Judge()).graded == 12


def test_what_one_submission_raises_costs_no_other(submissions: Path, results: Path) -> None:
    def raises_once(handed_in: Submission) -> Result:
        if handed_in.name == "s04.py":
            raise RuntimeError("boom")
        return made_up.made_up(handed_in)

    tally = grade_folder(submissions, results, Judge(say=raises_once))
    assert tally.unjudged == {"s04": "RuntimeError: boom"}
    assert (tally.graded, tally.finished) == (11, 12)
    judge = Judge()
    grade_folder(submissions, results, judge)
    assert judge.judged == ["s04.py"]


def test_what_the_cluster_gave_up_is_told_in_words(submissions: Path, results: Path) -> None:
    def cancelled(_: Submission) -> str:
        raise CancelledError

    tally = grade_folder(submissions, results, cancelled)
    assert set(tally.unjudged.values()) == {
        "its judging was cancelled: the scheduler, or the way to it, was lost"
    }


def test_no_more_are_under_way_than_twice_the_slots(submissions: Path, results: Path) -> None:
    begun: list[int] = []
    judge = Judge(0.01)
    grade_folder(
        submissions, results, judge, done=lambda tally: begun.append(len(judge.judged)), jobs=2
    )
    assert judge.most_at_a_time <= 2
    assert all(count <= 4 + place for place, count in enumerate(begun, 1))


def test_where_nothing_can_be_judged_the_batch_ends_and_keeps_what_was_finished(
    submissions: Path, results: Path
) -> None:
    def fails_later(handed_in: Submission) -> Result:
        if handed_in.name >= "s06.py":
            raise WorkerPoolError("no worker can be started")
        return made_up.made_up(handed_in)

    with pytest.raises(WorkerPoolError):
        grade_folder(submissions, results, Judge(say=fails_later), jobs=1)
    assert set(results_of(results)) == {f"s{number:02}" for number in range(6)}


def test_an_interruption_keeps_what_was_finished(submissions: Path, results: Path) -> None:
    def interrupt(tally: run.Tally) -> None:
        if tally.graded == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grade_folder(submissions, results, Judge(), done=interrupt)
    assert 5 <= len(results_of(results)) < 12


def test_a_full_disk_ends_the_batch_and_leaves_nothing_half_written(
    submissions: Path, results: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = run.write_whole

    def full(path: Path, text: str) -> None:
        if path.stem == "s05":
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        whole(path, text)

    monkeypatch.setattr(run, "write_whole", full)
    with pytest.raises(OSError, match="No space left"):
        grade_folder(submissions, results, Judge(), jobs=1)
    monkeypatch.undo()
    kept = set(results_of(results))
    assert {f"s{number:02}" for number in range(5)} <= kept
    assert "s05" not in kept
    assert grade_folder(submissions, results, Judge()).kept == len(kept)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"seed": 4}, "seed"),
        ({"package_version": "9.9.9"}, "package_version"),
        ({"exercise": replace(TAG, sha256="0" * 64)}, r"exercise\.sha256"),
    ],
)
def test_a_result_from_elsewhere_by_other_conditions_is_refused(
    submissions: Path, results: Path, changed: dict[str, object], named: str
) -> None:
    judge = Judge(say=lambda handed_in: replace(made_up.made_up(handed_in), **changed))
    tally = grade_folder(submissions, results, judge, foreign=True)
    assert len(tally.unjudged) == 12
    assert all(named.replace("\\", "") in why for why in tally.unjudged.values())
    assert results_of(results) == {}


def test_a_result_from_elsewhere_that_is_none_is_refused(submissions: Path, results: Path) -> None:
    tally = grade_folder(submissions, results, lambda _: '{"passed": true}', foreign=True)
    assert len(tally.unjudged) == 12
    assert results_of(results) == {}


def test_killed_at_20_random_moments_nothing_is_lost_half_written_or_judged_twice(
    submissions: Path, results: Path, tmp_path: Path
) -> None:
    for number in range(12, 60):
        (submissions / f"s{number:02}.py").write_text(RIGHT if number % 3 else WRONG)
    draw = random.Random(7)  # noqa: S311
    script = [sys.executable, str(Path(made_up.__file__)), str(submissions), str(results), "0.05"]
    finished: dict[str, int] = {}
    for _ in range(20):
        process = subprocess.Popen(script, stderr=subprocess.PIPE)  # noqa: S603
        deadline = time.monotonic() + 60
        while len(list(results.glob("submissions/*.json"))) <= len(finished):
            assert process.poll() in (None, 0), process.stderr and process.stderr.read()
            if process.poll() == 0 or time.monotonic() > deadline:
                break
        time.sleep(draw.uniform(0, 0.1))
        process.send_signal(signal.SIGKILL)
        process.wait()
        now = {path: (results / "submissions" / f"{path}.json") for path in results_of(results)}
        # What was finished before this start was not written again.
        assert finished.items() <= {n: p.stat().st_mtime_ns for n, p in now.items()}.items()
        finished = {name: path.stat().st_mtime_ns for name, path in now.items()}
    grade_folder(submissions, results, Judge())
    undisturbed = tmp_path / "undisturbed"
    grade_folder(submissions, undisturbed, Judge())
    assert results_of(results) == results_of(undisturbed)
    assert manifest.read(results) == manifest.read(undisturbed)
    assert not list(results.rglob("*.tmp"))


def test_a_folder_with_anything_else_is_refused_and_left_as_it_is(
    submissions: Path, results: Path
) -> None:
    results.mkdir()
    (results / "thesis.tex").write_text("mine")
    with pytest.raises(BatchError, match=r"not empty and holds no results of rnngrade.*thesis"):
        grade_folder(submissions, results, Judge())
    assert [path.name for path in results.iterdir()] == ["thesis.tex"]


def test_results_of_another_exercise_are_refused_and_left_as_they_are(
    submissions: Path, results: Path
) -> None:
    grade_folder(submissions, results, Judge())
    document = json.loads((results / "batch.json").read_text())
    (results / "batch.json").write_text(json.dumps(document | {"exercise": "ex1"}))
    before = {path: path.read_bytes() for path in results.rglob("*") if path.is_file()}
    with pytest.raises(BatchError, match="holds results of ex1, not of ex9"):
        grade_folder(submissions, results, Judge())
    assert before == {path: path.read_bytes() for path in results.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", ["../s00", "a/b", ".hidden", "a\\b", "a\n", ""])
def test_a_name_that_leads_out_of_the_folder_is_refused(
    submissions: Path, results: Path, name: str
) -> None:
    grade_folder(submissions, results, Judge())
    document = json.loads((results / "batch.json").read_text())
    document["entries"][0]["name"] = name
    (results / "batch.json").write_text(json.dumps(document))
    with pytest.raises(BatchError, match=r"entries\[0\]\.name"):
        manifest.read(results)


def test_a_second_grader_of_the_same_folder_is_refused(submissions: Path, results: Path) -> None:
    refused: list[str] = []

    def grade_too(_: object) -> None:
        if not refused:
            try:
                grade_folder(submissions, results, Judge())
            except BatchError as error:
                refused.append(str(error))

    grade_folder(submissions, results, Judge(), done=grade_too)
    assert "another rnngrade is at work in" in refused[0]


def test_who_was_graded_before_stays_in_the_folder(
    submissions: Path, results: Path, tmp_path: Path
) -> None:
    grade_folder(submissions, results, Judge())
    late = tmp_path / "late"
    late.mkdir()
    (late / "t00.py").write_text(RIGHT)
    (late / "s01.py").write_text(WRONG)
    grade_folder(late, results, Judge())
    names = [entry.name for entry in manifest.read(results).entries]
    assert names == [*(f"s{number:02}" for number in range(12)), "t00"]
    assert results_of(results)["s01"].passed is False


@pytest.mark.parametrize("what", ["read", "handed_in_sha256"])
def test_a_submission_at_which_reading_fails_does_not_end_the_class(
    submissions: Path, results: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    real = getattr(run.submission, what)

    def failing(path: Path, *rest: object, **options: object) -> object:
        if path.name == "s03.py":
            raise RuntimeError(path)
        return real(path, *rest, **options)

    monkeypatch.setattr(run.submission, what, failing)
    judge = Judge()
    assert grade_folder(submissions, results, judge).finished == 12
    entry = Entry("s03", submissions / "s03.py", "s03.py")
    refusal = run.read_entry(entry, ("double",)).refusal
    assert (refusal is not None) == (what == "read")
    if refusal:
        assert refusal.message == "s03.py: it cannot be read (RuntimeError)."


@pytest.mark.parametrize(
    ("loaded", "layers", "graded"),
    [
        ("definitions", (), 12),
        ("definitions", ("landlock",), 12),
        ("definitions", ("landlock", "seccomp"), 0),
        (None, (), 0),  # nothing was run
    ],
)
def test_a_result_of_code_that_ran_with_less_isolation_than_demanded_is_made_again(
    submissions: Path, results: Path, loaded: str | None, layers: tuple[str, ...], graded: int
) -> None:
    def by_layers(handed_in: Submission) -> Result:
        made = made_up.made_up(handed_in)
        return replace(made, layers=layers, submission=replace(made.submission, loaded=loaded))

    grade_folder(submissions, results, Judge(say=by_layers))
    demanding = replace(CONDITIONS, demanded=frozenset({"landlock", "seccomp"}))
    assert grade_folder(submissions, results, Judge(), conditions=demanding).graded == graded
