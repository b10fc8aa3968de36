"""The command: a class in, results and tables out; what is wrong is said before work begins."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result as Ended

from rnngrade import result_json
from rnngrade.content import Exercise

Command = Callable[..., Ended]

RIGHT = "def double(n):\n    return 2 * n\n"
WRONG = "def double(n):\n    return n**2\n"
FILES = {
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
}
SCORES = {"ada": "4", "bob": "0", "empty": "0", "eve": "4", "syntax": "0", "two files": "0"}


@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    """A folder as instructors download it."""
    folder = tmp_path / "submissions"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
        os.utime(folder / name, (1_000_000_000, 1_000_000_000))
    return folder


@pytest.fixture
def results(tmp_path: Path) -> Path:
    return tmp_path / "results"


def rows_of(results: Path) -> dict[str, dict[str, str]]:
    with (results / "gradebook.csv").open(encoding="utf-8", newline="") as file:
        return {row["submission"]: row for row in csv.DictReader(file)}


def test_every_submission_has_its_row_and_its_result(
    ex9: Exercise, rnngrade: Command, submissions: Path, results: Path
) -> None:
    ended = rnngrade("grade", ex9.id, submissions, "-o", results, "--seed", 3, "-j", 2)
    assert ended.exit_code == 0, ended.output
    assert "Graded: 6, passed: 2. See " in ended.stdout
    rows = rows_of(results)
    assert {name: row["final_score"] for name, row in rows.items()} == SCORES
    assert {path.name for path in results.iterdir()} == {
        "batch.json",
        "checks.csv",
        "gradebook.csv",
        "rubric.json",
        "submissions",
    }
    for name, score in SCORES.items():
        text = (results / "submissions" / f"{name}.json").read_text(encoding="utf-8")
        result = result_json.loads(text)
        assert (result.score, result.seed) == (float(score), 3)
    assert (results / "rubric.json").read_bytes() == ex9.rubric.read_bytes()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("empty", "empty.py: the file is empty"),
        ("two files", "two files: 2 files define double. Which one is it: a.py, b.py?"),
        ("syntax", "Python cannot read the code"),
    ],
)
def test_what_cannot_be_read_says_why_in_its_result(
    ex9: Exercise, rnngrade: Command, submissions: Path, results: Path, name: str, words: str
) -> None:
    rnngrade("grade", ex9.id, submissions, "-o", results)
    text = (results / "submissions" / f"{name}.json").read_text(encoding="utf-8")
    result = result_json.loads(text)
    assert (result.score, result.max_score, result.passed) == (0, 4, False)
    assert words in result.checks[0].message


def test_who_is_known_by_a_file_s_name_alone_and_hands_in_another_is_said(
    ex9: Exercise, rnngrade: Command, results: Path, tmp_path: Path
) -> None:
    for group, text in (("a", RIGHT), ("b", WRONG)):
        (tmp_path / group).mkdir()
        (tmp_path / group / "alex.py").write_text(text)
    rnngrade("grade", ex9.id, tmp_path / "a", "-o", results)
    assert "Replaced" not in rnngrade("grade", ex9.id, tmp_path / "a", "-o", results).stdout
    ended = rnngrade("grade", ex9.id, tmp_path / "b", "-o", results)
    assert "Replaced: alex: alex.py by alex.py. If these are two people" in ended.stdout


def test_the_newest_of_a_student_stays_whatever_is_graded_after_it(
    ex9: Exercise, rnngrade: Command, results: Path, tmp_path: Path
) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name\ncleo,Cleo\neve,Eve\n")
    for changed, group, text in ((2e9, "late", RIGHT), (1e9, "class", WRONG)):
        (tmp_path / group).mkdir()
        (tmp_path / group / "cleo.py").write_text(text)
        os.utime(tmp_path / group / "cleo.py", (changed, changed))
    (tmp_path / "class" / "eve.py").write_text(RIGHT)
    words = ("-o", results, "--roster", roster)
    assert "Handed in nothing: Eve" in rnngrade("grade", ex9.id, tmp_path / "late", *words).stdout
    ended = rnngrade("grade", ex9.id, tmp_path / "class", *words)
    assert "Left out: cleo.py: A newer one of this student, cleo.py, is graded." in ended.stdout
    assert "Handed in nothing" not in ended.stdout
    assert {name: row["final_score"] for name, row in rows_of(results).items()} == {
        "cleo": "4",
        "eve": "4",
    }
    ended = rnngrade("grade", ex9.id, tmp_path / "late", *words)
    assert "Handed in nothing" not in ended.stdout


def test_all_of_a_class_may_be_judged_anew_with_another_seed(
    ex9: Exercise, rnngrade: Command, submissions: Path, results: Path
) -> None:
    ended = rnngrade("grade", ex9.id, submissions, "-o", results)
    assert "Inputs are those of seed 0, which students have at home" in ended.stdout
    words = ("-o", results, "--seed", 7)
    for refused in ((submissions,), (submissions / "ada.py", "--again")):
        assert rnngrade("grade", ex9.id, *refused, *words).exit_code == 2
    ended = rnngrade("grade", ex9.id, submissions, *words, "--again")
    assert (ended.exit_code, "seed 0" in ended.stdout) == (0, False)
    texts = [path.read_text() for path in (results / "submissions").iterdir()]
    assert {result_json.loads(text).seed for text in texts} == {7}


def test_results_among_the_submissions_are_nobody_s(
    ex9: Exercise, rnngrade: Command, submissions: Path
) -> None:
    for _ in range(2):
        ended = rnngrade("grade", ex9.id, submissions, "-o", submissions / "results")
        assert set(rows_of(submissions / "results")) == set(SCORES)
    assert "Left out: results: It holds results of rnngrade grade." in ended.stdout


def test_the_file_that_is_called_as_the_stub_is_is_meant(
    ex9: Exercise, rnngrade: Command, results: Path, tmp_path: Path
) -> None:
    files = {
        "emil/ex9_double.py": RIGHT,
        "emil/old.py": WRONG,
        "fay/helper.py": "x = 1\n",
        "fay/src/final.py": RIGHT,
    }
    for number, (name, text) in enumerate(files.items()):
        path = tmp_path / "class" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        os.utime(path, (1e9 + number, 1e9 + number))
    rnngrade("grade", ex9.id, tmp_path / "class", "-o", results)
    assert {name: row["final_score"] for name, row in rows_of(results).items()} == {
        "emil": "4",
        "fay": "4",
    }


def test_the_results_of_another_exercise_are_named(
    ex1: Exercise, rnngrade: Command, results: Path, submissions: Path
) -> None:
    results.mkdir()
    (results / "batch.json").write_text(
        json.dumps(
            {"schema": "rnngrade/batch/v1", "exercise": "ex2", "seed": 0}
            | {"entries": [], "left_out": [], "absent": []}
        )
    )
    ended = rnngrade("grade", ex1.id, submissions, "-o", results)
    assert "holds results of ex2, not of ex1" in ended.stderr
    ended = rnngrade("grade", ex1.id, submissions, "-o", submissions / "ada.py")
    assert "ada.py is a file" in ended.stderr


def test_an_archive_gives_the_results_of_its_folder_and_none_names_a_temporary_place(
    ex9: Exercise, rnngrade: Command, submissions: Path, results: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "class.tar.gz"
    with tarfile.open(archive, "w:gz") as file:
        file.add(submissions, "submissions")
    ended = rnngrade("grade", ex9.id, archive, "-o", results)
    assert ended.exit_code == 0
    assert {name: row["final_score"] for name, row in rows_of(results).items()} == SCORES
    for path in (results / "submissions").iterdir():
        assert "rnngrade-unpacked" not in path.read_text(encoding="utf-8")


def test_the_same_again_keeps_everything_and_says_so(
    ex9: Exercise, rnngrade: Command, submissions: Path, results: Path
) -> None:
    rnngrade("grade", ex9.id, submissions, "-o", results)
    before = (results / "gradebook.csv").read_bytes()
    ended = rnngrade("grade", ex9.id, submissions, "-o", results)
    assert "Graded: 0, kept as they were: 6, passed: 2." in ended.stdout
    assert (results / "gradebook.csv").read_bytes() == before


def test_only_who_has_changed_is_graded_again(
    ex9: Exercise, rnngrade: Command, submissions: Path, results: Path
) -> None:
    rnngrade("grade", ex9.id, submissions, "-o", results)
    (submissions / "bob.py").write_text(RIGHT)
    ended = rnngrade("grade", ex9.id, submissions, "-o", results)
    assert "Graded: 1, kept as they were: 5, passed: 3." in ended.stdout
    assert rows_of(results)["bob"]["final_score"] == "4"


def test_of_several_files_in_a_students_folder_the_newest_is_judged_and_the_result_says_so(
    ex9: Exercise, rnngrade: Command, submissions: Path, results: Path
) -> None:
    older, newer = submissions / "two files" / "a.py", submissions / "two files" / "b.py"
    older.write_text(WRONG)
    os.utime(older, (999_999_999, 999_999_999))
    rnngrade("grade", ex9.id, submissions, "-o", results)
    text = (results / "submissions" / "two files.json").read_text(encoding="utf-8")
    result = result_json.loads(text)
    assert (result.score, result.submission.name) == (4, newer.name)
    assert result.checks[0].notes == ("b.py was taken, of several files; not judged: a.py.",)


def test_who_is_graded_later_is_judged_by_the_seed_and_the_rubric_of_the_others(
    ex9: Exercise, rnngrade: Command, submissions: Path, results: Path, tmp_path: Path
) -> None:
    document = json.loads(ex9.rubric.read_text(encoding="utf-8"))
    document["checks"]["doubles"]["points"] = 7
    other = tmp_path / "other.json"
    other.write_text(json.dumps(document))
    rnngrade("grade", ex9.id, submissions, "-o", results, "--rubric", other, "--seed", 5)
    (tmp_path / "late").mkdir()
    (tmp_path / "late" / "zoe.py").write_text(RIGHT)
    ended = rnngrade("grade", ex9.id, tmp_path / "late", "-o", results)
    assert ended.exit_code == 0
    assert "Seed 5, as before." in ended.stdout
    rows = rows_of(results)
    assert {rows[name]["final_score"] for name in ("ada", "zoe")} == {"7"}
    text = (results / "submissions" / "zoe.json").read_text(encoding="utf-8")
    assert result_json.loads(text).seed == 5


def test_a_class_is_not_judged_by_two_seeds_or_two_rubrics(
    ex9: Exercise, rnngrade: Command, submissions: Path, results: Path
) -> None:
    rnngrade("grade", ex9.id, submissions, "-o", results, "--seed", 5)
    ended = rnngrade("grade", ex9.id, submissions, "-o", results, "--seed", 6)
    assert ended.exit_code == 2
    assert "holds results of seed 5, not of 6" in ended.stderr
    richer = results.parent / "richer.json"
    text = ex9.rubric.read_text(encoding="utf-8")
    richer.write_text(text.replace('"points": 4', '"points": 9'))
    ended = rnngrade("grade", ex9.id, submissions / "ada.py", "-o", results, "--rubric", richer)
    assert ended.exit_code == 2
    assert "some of them not of these submissions (bob, empty, eve, …)" in ended.stderr
    assert rows_of(results)["ada"]["final_score"] == "4"


def test_a_source_counts_once_whatever_roster_there_was(
    ex9: Exercise, rnngrade: Command, submissions: Path, results: Path, tmp_path: Path
) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name,file\ns1,Ada,ada\ns2,Bob,bob\n")
    rnngrade("grade", ex9.id, submissions, "-o", results)
    rnngrade("grade", ex9.id, submissions, "-o", results, "--roster", roster)
    assert set(rows_of(results)) == {"s1", "s2", "empty", "eve", "syntax", "two files"}
    ended = rnngrade("grade", ex9.id, submissions, "-o", results)
    assert ended.exit_code == 2
    assert "students on a roster; give it again with --roster" in ended.stderr


def test_where_a_damaged_manifest_is_moved_away_results_are_kept(
    ex9: Exercise, rnngrade: Command, submissions: Path, results: Path
) -> None:
    rnngrade("grade", ex9.id, submissions, "-o", results)
    (results / "batch.json").write_text("{bad")
    ended = rnngrade("grade", ex9.id, submissions, "-o", results)
    assert ended.exit_code == 2
    assert "move it away, and grade again: results are kept" in ended.stderr
    (results / "batch.json").unlink()
    ended = rnngrade("grade", ex9.id, submissions, "-o", results)
    assert "kept as they were: 6" in ended.stdout


def test_what_waits_for_a_person_and_what_could_not_be_loaded_is_said(
    ex9: Exercise, rnngrade: Command, submissions: Path, results: Path
) -> None:
    ended = rnngrade("grade", ex9.id, submissions, "-o", results)
    assert ended.stdout.partition("Could not be loaded, so without points:\n")[2].splitlines()[
        :3
    ] == [
        "  empty (empty.py): empty.py: the file is empty.",
        "  syntax (syntax.py): Python cannot read the code: invalid syntax.",
        "  two files (two files): two files: 2 files define double. Which one is it: a.py, b.py?",
    ]


def test_a_rubric_with_other_points_scores_anew_and_runs_nothing(
    ex9: Exercise, rnngrade: Command, submissions: Path, results: Path, tmp_path: Path
) -> None:
    rnngrade("grade", ex9.id, submissions, "-o", results)
    document = json.loads(ex9.rubric.read_text(encoding="utf-8"))
    document["checks"]["doubles"]["points"] = 7
    other = tmp_path / "other.json"
    other.write_text(json.dumps(document))
    ended = rnngrade("grade", ex9.id, submissions, "-o", results, "--rubric", other)
    assert ended.exit_code == 0
    assert "Graded: 0, scored anew by the changed rubric: 6, passed: 2." in ended.stdout
    assert rows_of(results)["ada"]["final_score"] == "7"


def test_another_number_of_jobs_gives_the_same_tables(
    ex9: Exercise, rnngrade: Command, submissions: Path, tmp_path: Path
) -> None:
    for jobs in (1, 3):
        rnngrade("grade", ex9.id, submissions, "-o", tmp_path / f"r{jobs}", "-j", jobs)
    for name in ("gradebook.csv", "checks.csv"):
        assert (tmp_path / "r1" / name).read_bytes() == (tmp_path / "r3" / name).read_bytes()


def test_a_roster_says_whose_they_are_who_is_missing_and_who_is_on_it_not(
    ex9: Exercise, rnngrade: Command, submissions: Path, results: Path, tmp_path: Path
) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name,email\nada,Ada L.,a@x.org\nbob,Bob,b@x.org\nzoe,Zoë,z@x.org\n")
    ended = rnngrade("grade", ex9.id, submissions, "-o", results, "--roster", roster)
    assert "Handed in nothing: Zoë." in ended.stdout
    assert "Not on the roster, graded all the same: empty.py; " in ended.stdout
    rows = rows_of(results)
    assert (rows["ada"]["student_id"], rows["ada"]["name"]) == ("ada", "Ada L.")
    (absent,) = (row for row in rows.values() if row["student_id"] == "zoe")
    assert (absent["submission"], absent["final_score"]) == ("", "")


def test_a_name_that_would_command_the_terminal_is_spelled_out(
    ex9: Exercise, rnngrade: Command, submissions: Path, results: Path
) -> None:
    (submissions / "\x1b[2J\x1b]0;x\x07.txt").write_text("")
    (submissions / "\x1b[31mlink").symlink_to("/etc")
    ended = rnngrade("grade", ex9.id, submissions, "-o", results)
    assert ended.exit_code == 0
    assert "\x1b" not in ended.output


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("none.csv", None, "none.csv"),
        ("roster.csv", "name,section\nAda,1\n", "id"),
        ("roster.csv", "id,name\nada,Ada\nada,Another\n", "ada"),
        ("roster.csv", "", "empty"),
    ],
)
def test_a_roster_that_cannot_be_used_is_told_before_work_begins(
    ex9: Exercise,
    rnngrade: Command,
    submissions: Path,
    results: Path,
    tmp_path: Path,
    name: str,
    content: str | None,
    words: str,
) -> None:
    roster = tmp_path / name
    if content is not None:
        roster.write_text(content)
    ended = rnngrade("grade", ex9.id, submissions, "-o", results, "--roster", roster)
    assert ended.exit_code == 2
    assert words in ended.stderr
    assert not results.exists()


@pytest.mark.parametrize("content", [{}, {"notes.txt": ""}])
def test_a_folder_without_submissions_is_told_before_work_begins(
    ex9: Exercise, rnngrade: Command, results: Path, tmp_path: Path, content: dict[str, str]
) -> None:
    folder = tmp_path / "class"
    folder.mkdir()
    for name, text in content.items():
        (folder / name).write_text(text)
    ended = rnngrade("grade", ex9.id, folder, "-o", results)
    assert ended.exit_code == 2
    assert "expected .py or .ipynb files" in ended.stderr
    assert not results.exists()


def test_an_archive_that_cannot_be_read_is_told_before_work_begins(
    ex9: Exercise, rnngrade: Command, results: Path, tmp_path: Path
) -> None:
    (tmp_path / "class.zip").write_bytes(b"PK\x03\x04 cut off")
    ended = rnngrade("grade", ex9.id, tmp_path / "class.zip", "-o", results)
    assert ended.exit_code == 2
    assert "class.zip" in ended.stderr
    assert "Traceback" not in ended.output
    assert not results.exists()


def test_a_folder_of_something_else_is_refused_and_left_as_it_is(
    ex9: Exercise, rnngrade: Command, submissions: Path
) -> None:
    ended = rnngrade("grade", ex9.id, submissions, "-o", submissions)
    assert ended.exit_code == 2
    assert "not empty and holds no results of rnngrade" in ended.stderr
    assert not (submissions / "batch.json").exists()


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_results_that_cannot_be_written_are_told_before_work_begins(
    ex9: Exercise, rnngrade: Command, submissions: Path, tmp_path: Path, place: str
) -> None:
    (tmp_path / "file").touch()
    ended = rnngrade("grade", ex9.id, submissions, "-o", tmp_path / place)
    assert ended.exit_code == 2
    assert str(tmp_path / "file") in ended.stderr
    assert "Traceback" not in ended.output


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_results_folder_without_permission_to_write_is_wrong_usage(
    ex9: Exercise, rnngrade: Command, submissions: Path, results: Path
) -> None:
    results.mkdir(mode=0o500)
    ended = rnngrade("grade", ex9.id, submissions, "-o", results)
    assert ended.exit_code == 2
    assert "Permission denied" in ended.stderr


def test_a_scheduler_that_does_not_answer_is_told_before_work_begins(
    ex9: Exercise,
    rnngrade: Command,
    submissions: Path,
    results: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("rnngrade.batch.cluster.CONNECT_SECONDS", 1.0)
    ended = rnngrade(
        "grade", ex9.id, submissions, "-o", results, "--scheduler", "tcp://127.0.0.1:1"
    )
    assert ended.exit_code == 2
    assert "no Dask scheduler answers at tcp://127.0.0.1:1" in ended.stderr
    assert not results.exists()


def test_a_fault_of_the_graders_own_is_named_with_exit_code_3_and_judged_again(
    ex9: Exercise, rnngrade: Command, submissions: Path, results: Path, tmp_path: Path
) -> None:
    rubric = tmp_path / "rubric.json"
    text = ex9.rubric.read_text(encoding="utf-8")
    rubric.write_text(text.replace('"key": ""', '"key": "missing"'), encoding="utf-8")
    ada = submissions / "ada.py"
    for _ in range(2):
        ended = rnngrade("grade", ex9.id, ada, "-o", results, "--rubric", rubric)
        assert ended.exit_code == 3
        assert "rnngrade itself failed on ada.\n  ada: faulty: " in ended.stderr
        assert "(KeyError: 'missing')" in ended.stderr
        assert "Graded: 1, passed" in ended.stdout
    row = rows_of(results)["ada"]
    assert row["faulty"] == ""


def test_ctrl_c_ends_the_command_without_a_traceback_and_keeps_what_was_finished(
    ex1: Exercise, results: Path, tmp_path: Path
) -> None:
    assert ex1.solution is not None
    folder = tmp_path / "class"
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
    while not list(results.glob("submissions/*.json")) and process.poll() is None:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert re.search(r"\d+ of 60 are finished\.\nError: .*what was finished is kept", stderr)
    assert "Traceback" not in stderr
    judged = {name for name, row in rows_of(results).items() if row["final_score"]}
    assert judged == {path.stem for path in results.glob("submissions/*.json")}
    assert 1 <= len(judged) < 60
