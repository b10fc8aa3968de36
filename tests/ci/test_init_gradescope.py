"""The zip for Gradescope: unpacked and run in a root of the test's own, as its harness does."""

from __future__ import annotations

import ast
import io
import json
import shutil
import stat
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jobs import RIGHT, SEED, Runner

from rnngrade.ci import Files
from rnngrade.ci.write import zipped

REACHES = """
import os, pathlib

def double(n):
    for name in ("results/results.json", "source/setup.sh", "submission/pwned"):
        try:
            pathlib.Path({root!r}, name).write_text("100 points")
        except OSError:
            pass
    try:
        os.fork()
    except OSError:
        pass
    return n**2
"""
"""Squares, and tries to write where its result will be."""


@pytest.fixture
def harness(runner: Runner, tmp_path: Path) -> Harness:
    return Harness(runner, tmp_path / "autograder", tmp_path / "home")


class Harness:
    """Builds an image from a zip and runs it, as the documented hierarchy of files says."""

    def __init__(self, runner: Runner, root: Path, home: Path) -> None:
        self.runner, self.root = runner, root
        runner.env |= {"RNNGRADE_AUTOGRADER": str(root), "RNNGRADE_HOME": str(home)}
        self.home = home
        root.mkdir()

    def build(self, files: Files) -> subprocess.CompletedProcess[str]:
        source = self.root / "source"
        with zipfile.ZipFile(io.BytesIO(zipped(files))) as archive:
            archive.extractall(source)
            modes = {entry.filename: entry.external_attr >> 16 for entry in archive.infolist()}
        assert all(modes[name] & stat.S_IXUSR for name in ("setup.sh", "run_autograder"))
        shutil.copy(source / "run_autograder", self.root / "run_autograder")
        (self.root / "run_autograder").chmod(0o755)
        return self.runner.run(["bash", source / "setup.sh"])

    def grade(self) -> tuple[dict[str, Any], subprocess.CompletedProcess[str]]:
        shutil.copytree(self.runner.workspace, self.root / "submission", dirs_exist_ok=True)
        ended = self.runner.run([self.root / "run_autograder"])
        results: dict[str, Any] = json.loads((self.root / "results/results.json").read_text())
        return results, ended


def test_the_image_is_built_from_the_wheel_in_the_zip(
    made: Callable[..., Files], harness: Harness
) -> None:
    ended = harness.build(made("gradescope"))
    assert ended.returncode == 0, ended.stderr
    assert harness.runner.record == [
        "apt-get update",
        "apt-get install -y --no-install-recommends python3 python3-venv",
        "venv",
        "pip install --no-cache-dir torch --index-url https://download.pytorch.org/whl/cpu",
        f"pip install --no-cache-dir {harness.root}/source/rnngrade-9-py3-none-any.whl",
    ]
    site = harness.home / "venv/lib/python3.11/site-packages/rnngrade"
    for secret in (harness.root / "source", site / "exercises", site / "rubrics"):
        assert secret.stat().st_mode & 0o077 == 0, secret


def test_an_image_that_cannot_be_built_is_none(
    made: Callable[..., Files], harness: Harness
) -> None:
    harness.runner.env["FAKE_PIP_STATUS"] = "1"
    assert harness.build(made("gradescope")).returncode != 0


def earned(results: dict[str, Any]) -> float:
    return sum(test.get("score", 0) for test in results["tests"])


def test_the_students_file_is_found_by_any_name_and_cannot_reach_the_results(
    made: Callable[..., Files], harness: Harness
) -> None:
    harness.build(made("gradescope"))
    harness.runner.hand_in(REACHES.format(root=str(harness.root)), "$(touch pwned) -rf.py")
    results, ended = harness.grade()
    assert earned(results) == 0
    assert "It squares." in json.dumps(results)
    assert ended.returncode == 0
    assert "the seed in RNNGRADE_SEED" in ended.stdout
    assert SEED not in json.dumps(results) + ended.stdout
    assert "100 points" not in (harness.root / "source/setup.sh").read_text()
    assert harness.runner.pwned == []


def test_a_fault_of_a_check_costs_no_points_of_the_others(
    made: Callable[..., Files], harness: Harness, small_root: Path
) -> None:
    rubric = json.loads((small_root / "rubrics" / "ex9_double.json").read_text())
    rubric["checks"]["faulty"]["settings"]["key"] = "no such key"
    harness.build(made("gradescope", rubric=json.dumps(rubric).encode()))
    harness.runner.hand_in(RIGHT)
    results, ended = harness.grade()
    assert earned(results) == 4
    assert "rnngrade itself" not in results["output"]
    assert ended.returncode == 0


def test_results_lie_where_only_their_owner_comes_in(
    made: Callable[..., Files], harness: Harness
) -> None:
    harness.build(made("gradescope"))
    (harness.root / "results").mkdir(mode=0o777)
    harness.grade()
    for folder in ("results", "source"):
        assert stat.S_IMODE((harness.root / folder).stat().st_mode) == 0o700
    assert [path.name for path in (harness.root / "results").iterdir()] == ["results.json"]


def test_a_folder_without_a_submission_earns_nothing_and_is_told_why(
    made: Callable[..., Files], harness: Harness
) -> None:
    harness.build(made("gradescope"))
    results, ended = harness.grade()
    assert results["score"] == 0
    assert "Nothing was judged" in results["output"]
    assert "a .py or .ipynb file was expected" in results["output"]
    assert ended.returncode == 0


@pytest.mark.parametrize(
    "fake",
    [
        "#!/bin/sh\nexit 3\n",
        "#!/bin/sh\nkill -9 $$\n",
        "#!/bin/sh\nhead -c 9 /dev/urandom >&2\nexit 1\n",
        "not a program",
        None,
    ],
)
def test_where_rnngrade_itself_fails_the_student_is_told_that_it_is_not_their_fault(
    fake: str | None, made: Callable[..., Files], harness: Harness
) -> None:
    harness.build(made("gradescope"))
    program = harness.home / "venv/bin/rnngrade"
    program.unlink()
    if fake is not None:
        program.write_text(fake)
        program.chmod(0o755)
    harness.runner.hand_in(RIGHT)
    results, ended = harness.grade()
    assert results["score"] == 0
    assert results["output"].startswith("rnngrade itself failed")
    assert "no fault of the submission" in results["output"]
    assert ended.returncode == 0


def test_the_scripts_run_with_the_python_of_an_older_image(made: Callable[..., Files]) -> None:
    ast.parse(made("gradescope")["run_autograder"].content, feature_version=(3, 8))
