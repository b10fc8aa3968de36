"""The files for Classroom 50: its ``autograder.py`` run as the runner of Classroom 50 does."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from jobs import RIGHT, WRONG, Runner

from rnngrade.ci import Files

CONTEXT = {
    "CLASSROOM": "deep-learning",
    "ASSIGNMENT": "doubling",
    "ASSIGNMENT_TYPE": "individual",
    "USERNAME": "ada",
    "OWNER": "ada",
    "SUBMISSION_TAG": "submit/2026-06-01T14-32-05Z-a1b2c3d",
    "COMMIT_URL": "https://example.org/commit/a1b2c3d",
    "RELEASE_URL": "https://example.org/releases/tag/submit",
    "REVIEW_URL": "https://example.org/compare/0...a1b2c3d",
    "PAGES_BASE_URL": "https://example.org/classroom50",
}


def run(runner: Runner, files: Files) -> subprocess.CompletedProcess[str]:
    bundle = runner.root / "bundle"
    bundle.mkdir()
    for name, file in files.items():
        (bundle / name).write_bytes(file.content)
    return runner.run([sys.executable, bundle / "autograder.py"], CONTEXT)


def test_the_runtime_is_one_that_classroom_50_knows(made: Callable[..., Files]) -> None:
    runtime = json.loads(made("classroom50")["runtime.json"].content)
    assert runtime == {"runs-on": "ubuntu-latest", "python": "3.13"}


def test_the_result_is_ours_whatever_the_student_has_committed(
    made: Callable[..., Files], runner: Runner, tmp_path: Path
) -> None:
    (tmp_path / "precious").write_text("as it was")
    (runner.workspace / "result.json").symlink_to(tmp_path / "precious")
    (runner.workspace / "release-body.md").write_text("### 100/100")
    (runner.workspace / "rnngrade.toml").write_text("this is no configuration")
    runner.hand_in(WRONG)
    ended = run(runner, made("classroom50"))
    assert ended.returncode == 0, ended.stdout + ended.stderr
    result = json.loads((runner.workspace / "result.json").read_text())
    assert result["schema"] == "classroom50/result/v1"
    assert (result["classroom"], result["assignment"]) == ("deep-learning", "doubling")
    assert result["score"] == 0 < result["max-score"]
    assert not (runner.workspace / "release-body.md").exists()
    assert (tmp_path / "precious").read_text() == "as it was"
    assert runner.pwned == []
    wheel = runner.root / "bundle" / "rnngrade-9-py3-none-any.whl"
    assert runner.record == [
        "venv",
        "pip install --quiet torch --index-url https://download.pytorch.org/whl/cpu",
        f"pip install --quiet {wheel}",
    ]


def test_where_nothing_was_judged_no_result_is_left_and_the_runner_is_told(
    made: Callable[..., Files], runner: Runner
) -> None:
    (runner.workspace / "result.json").write_text('{"score": 100}')
    ended = run(runner, made("classroom50"))
    assert ended.returncode == 2
    assert "ex9_double.py" in ended.stderr
    assert not (runner.workspace / "result.json").exists()


def test_where_installing_fails_the_runner_is_told(
    made: Callable[..., Files], runner: Runner
) -> None:
    runner.env["FAKE_PIP_STATUS"] = "1"
    runner.hand_in(RIGHT)
    assert run(runner, made("classroom50")).returncode == 1
    assert not (runner.workspace / "result.json").exists()
