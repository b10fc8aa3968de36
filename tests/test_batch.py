"""Many submissions: each has its row and its JSON, whatever it is."""

from __future__ import annotations

import csv
import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from click.testing import Result as Ended

from rnngrade import result_json
from rnngrade.batch import collect, grade_all
from rnngrade.content import Exercise
from rnngrade.grader import Grader

RIGHT = "def double(n):\n    return 2 * n\n"
WRONG = "def double(n):\n    return n**2\n"


@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    """A folder as instructors download it."""
    folder = tmp_path / "submissions"
    for name, text in {
        "ada.py": RIGHT,
        "bob.py": WRONG,
        "eve/ex9_double.py": RIGHT,
        "eve/notes.txt": "",
        "two files/a.py": RIGHT,
        "two files/b.py": RIGHT,
        "empty.py": "",
        "syntax.py": "def double(:\n",
        "notes.txt": "",
        ".hidden.py": RIGHT,
        "__pycache__/ada.py": RIGHT,
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


NAMES = ["ada", "bob", "empty", "eve", "syntax", "two files"]


def rows_of(results: Path) -> list[dict[str, str]]:
    with (results / "gradebook.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def graded(
    submissions: Path, grader: Grader, results: Path, **options: Any
) -> list[dict[str, str]]:
    with TemporaryDirectory() as unpacked:
        entries = collect([submissions], unpack_to=Path(unpacked)).entries
        grade_all(entries, grader, results, **{"seed": 3, "jobs": 2, **options})
    return rows_of(results)


def test_every_submission_has_its_row_in_order_and_a_valid_json(
    submissions: Path, small_grader: Grader, tmp_path: Path
) -> None:
    results = tmp_path / "results"
    rows = graded(submissions, small_grader, results)
    assert [row["submission"] for row in rows] == NAMES
    assert [row["score"] for row in rows] == ["4", "0", "0", "4", "0", "0"]
    assert {row["max_score"] for row in rows} == {"4"}
    assert [row["passed"] for row in rows] == [str(row["score"] == "4").lower() for row in rows]
    files = {path.name for path in results.iterdir()}
    assert files == {"gradebook.csv", *(f"{name}.json" for name in NAMES)}
    for row in rows:
        text = (results / f"{row['submission']}.json").read_text(encoding="utf-8")
        result = result_json.loads(text)
        assert result.score == float(row["score"])
        assert result.seed == 3


def test_the_gradebook_has_a_column_for_each_check(
    submissions: Path, small_grader: Grader, tmp_path: Path
) -> None:
    (first, *_) = graded(submissions, small_grader, tmp_path / "results")
    assert list(first) == [
        "submission",
        "score",
        "max_score",
        "passed",
        "loads",
        "doubles",
        "faulty",
        "error",
    ]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("empty", "the file is empty"),
        ("two files", "2 files define double. Which one is it: a.py, b.py?"),
        ("syntax", "Python cannot read the code"),
    ],
)
def test_what_cannot_be_read_says_why_in_its_json(
    submissions: Path, small_grader: Grader, tmp_path: Path, name: str, words: str
) -> None:
    results = tmp_path / "results"
    graded(submissions, small_grader, results)
    result = result_json.loads((results / f"{name}.json").read_text(encoding="utf-8"))
    assert (result.score, result.max_score, result.passed) == (0, 4, False)
    assert words in result.checks[0].message


def test_an_unreadable_file_is_known_by_its_bytes(
    submissions: Path, small_grader: Grader, tmp_path: Path
) -> None:
    data = b"\x00\x01\x02binary"
    (submissions / "binary.py").write_bytes(data)
    results = tmp_path / "results"
    graded(submissions, small_grader, results)
    result = result_json.loads((results / "binary.json").read_text(encoding="utf-8"))
    assert result.submission.sha256 == hashlib.sha256(data).hexdigest()
    assert result.submission.loaded is None


def test_one_job_and_two_give_the_same_gradebook(
    submissions: Path, small_grader: Grader, tmp_path: Path
) -> None:
    one = graded(submissions, small_grader, tmp_path / "one", jobs=1)
    assert one == graded(submissions, small_grader, tmp_path / "two", jobs=2)


def test_every_submission_is_told_of_once(
    submissions: Path, small_grader: Grader, tmp_path: Path
) -> None:
    told: list[str] = []
    graded(
        submissions, small_grader, tmp_path / "results", done=lambda r: told.append(r.submission)
    )
    assert sorted(told) == NAMES


def test_grading_again_replaces_what_was_there(
    submissions: Path, small_grader: Grader, tmp_path: Path
) -> None:
    results = tmp_path / "results"
    graded(submissions, small_grader, results)
    (submissions / "bob.py").write_text(RIGHT)
    rows = graded(submissions, small_grader, results)
    assert [row["score"] for row in rows if row["submission"] == "bob"] == ["4"]


def test_an_interruption_keeps_what_was_finished(
    submissions: Path, small_grader: Grader, tmp_path: Path
) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    results = tmp_path / "results"
    with pytest.raises(KeyboardInterrupt):
        graded(submissions, small_grader, results, jobs=1, done=interrupt)
    rows = rows_of(results)
    assert 1 <= len(rows) < len(NAMES)
    for row in rows:
        assert (results / f"{row['submission']}.json").is_file()


def test_every_json_of_an_interrupted_batch_has_its_row(
    submissions: Path, small_grader: Grader, tmp_path: Path
) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    results = tmp_path / "results"
    with pytest.raises(KeyboardInterrupt):
        graded(submissions, small_grader, results, jobs=2, done=interrupt)
    written = {path.name.removesuffix(".json") for path in results.glob("*.json")}
    assert written == {row["submission"] for row in rows_of(results)}


def test_ctrl_c_ends_the_command_without_a_traceback_and_keeps_what_was_finished(
    ex1: Exercise, tmp_path: Path
) -> None:
    assert ex1.solution is not None
    folder, results = tmp_path / "class", tmp_path / "results"
    folder.mkdir()
    for number in range(60):
        (folder / f"{number:02}.py").write_text(ex1.solution.read_text())
    # Where the tests run in the background, SIGINT is ignored, and that is inherited.
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from rnngrade.cli import main; main()"
    )
    command = [sys.executable, "-c", code]
    process = subprocess.Popen(  # noqa: S603
        [*command, "grade", "ex1", str(folder), "-o", str(results), "-j", "1", "--device", "cpu"],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not list(results.glob("*.json")) and process.poll() is None:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    _, stderr = process.communicate(timeout=60)
    assert process.returncode not in (0, 3)
    assert "Traceback" not in stderr
    rows = rows_of(results)
    assert 1 <= len(rows) < 60
    assert {row["score"] for row in rows} == {"100"}


def test_the_command_says_how_many_were_graded_and_exits_with_0(
    ex9: Exercise, rnngrade: Callable[..., Ended], submissions: Path, tmp_path: Path
) -> None:
    results = tmp_path / "results"
    ended = rnngrade("grade", ex9.id, submissions, "-o", results, "-j", 2)
    assert ended.exit_code == 0
    assert "Graded: 6, passed: " in ended.stdout
    assert "gradebook.csv" in ended.stdout
    assert len(rows_of(results)) == 6


def test_a_results_folder_that_is_a_file_is_wrong_usage(
    ex9: Exercise, rnngrade: Callable[..., Ended], submissions: Path, tmp_path: Path
) -> None:
    (tmp_path / "results").touch()
    ended = rnngrade("grade", ex9.id, submissions, "-o", tmp_path / "results")
    assert ended.exit_code == 2
    assert str(tmp_path / "results") in ended.stderr
    assert "Traceback" not in ended.output


def test_a_results_folder_that_cannot_be_made_is_wrong_usage(
    ex9: Exercise, rnngrade: Callable[..., Ended], submissions: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    ended = rnngrade("grade", ex9.id, submissions, "-o", tmp_path / "file" / "results")
    assert ended.exit_code == 2
    assert str(tmp_path / "file") in ended.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_results_folder_without_permission_to_write_is_wrong_usage(
    ex9: Exercise, rnngrade: Callable[..., Ended], submissions: Path, tmp_path: Path
) -> None:
    results = tmp_path / "results"
    results.mkdir(mode=0o500)
    ended = rnngrade("grade", ex9.id, submissions, "-o", results)
    assert ended.exit_code == 2
    assert "Permission denied" in ended.stderr


def test_a_fault_of_the_graders_own_is_named_with_exit_code_3(
    ex9: Exercise, rnngrade: Callable[..., Ended], submissions: Path, tmp_path: Path
) -> None:
    rubric = tmp_path / "rubric.json"
    text = ex9.rubric.read_text(encoding="utf-8")
    rubric.write_text(text.replace('"key": ""', '"key": "missing"'), encoding="utf-8")
    results = tmp_path / "results"
    ended = rnngrade("grade", ex9.id, submissions / "ada.py", "-o", results, "--rubric", rubric)
    assert ended.exit_code == 3
    assert "ada" in ended.stderr
    (row,) = rows_of(results)
    assert row["score"] == "4"
    assert row["faulty"] == ""
    assert "KeyError" in row["error"]
