"""How each peer grades ex1 submissions, as its users run it for a class, without containers.

Each ``prepare_…`` lays out a folder, and returns a function that grades a number of submissions
there and demands full marks for them. What the peers are given is in ``peer_assignments/``.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

PEERS = Path(__file__).parent / "peer_assignments"
TESTS = ("shapes", "outputs", "hidden_state", "gradients")
"""Of ``peer_assignments/my_rnn_tests.py``; and the checks of rnngrade that look at the same."""
TEST_MODULE = "my_rnn_tests.py"

Cell = dict[str, object]
Command = Sequence[str | Path]
Grade = Callable[[int], None]
"""Grades so many submissions."""


class PeerError(Exception):
    """A peer did not grade as it should; the message has what it printed."""


def run(bin_folder: Path, command: Command, folder: Path) -> str:
    """Run a command of the peers' environment in ``folder``, and return what it printed.

    Raises ``PeerError``.
    """
    search = f"{bin_folder}{os.pathsep}{os.environ['PATH']}"
    ended = subprocess.run(
        [bin_folder / command[0], *command[1:]],
        cwd=folder,
        env={**os.environ, "PATH": search},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if ended.returncode != 0:
        raise PeerError(f"{' '.join(map(str, command))} failed:\n{ended.stdout}")
    return ended.stdout


def demand(holds: bool, what: str) -> None:
    """Raise ``PeerError`` where a submission did not get full marks."""
    if not holds:
        raise PeerError(f"a right submission did not get full marks: {what}")


def prepare_gradescope(bin_folder: Path, folder: Path, solution: Path) -> Grade:
    """gradescope-utils: ``run_autograder``, a Python process for each submission."""
    for part in ("submission", "results"):
        (folder / part).mkdir(parents=True)
    shutil.copytree(PEERS / "gradescope_utils", folder / "source")
    shutil.copy(PEERS / TEST_MODULE, folder / "source")
    shutil.copy(solution, folder / "submission")
    results = folder / "results" / "results.json"

    def grade(count: int) -> None:
        for _ in range(count):
            results.unlink(missing_ok=True)
            run(bin_folder, [folder / "source" / "run_autograder"], folder)
            found = json.loads(results.read_text(encoding="utf-8"))
            demand(found["score"] == len(TESTS), str(found))

    return grade


def prepare_otter_run(bin_folder: Path, folder: Path, solution: Path) -> Grade:
    """otter-grader: the command ``otter run``, once for each submission."""
    notebook = _prepare_otter(bin_folder, folder, solution)
    results = folder / "results.json"
    command: Command = ["otter", "run", "--no-logo", "-a", "autograder.zip", notebook]

    def grade(count: int) -> None:
        for _ in range(count):
            results.unlink(missing_ok=True)
            run(bin_folder, command, folder)
            found = json.loads(results.read_text(encoding="utf-8"))["tests"]
            scores = [test["score"] for test in found if "score" in test]
            demand(sum(scores) == len(TESTS), str(found))

    return grade


def prepare_otter_api(bin_folder: Path, folder: Path, solution: Path) -> Grade:
    """otter-grader: ``otter.api.grade_submission``, one process for all submissions."""
    notebook = _prepare_otter(bin_folder, folder, solution)
    script = PEERS / "otter_grader" / "grade_all.py"

    def grade(count: int) -> None:
        command: Command = ["python", script, "autograder.zip", *[notebook] * count]
        printed = run(bin_folder, command, folder)
        demand(printed.count(f"{len(TESTS)} of {len(TESTS)}") == count, printed)

    return grade


def _prepare_otter(bin_folder: Path, folder: Path, solution: Path) -> Path:
    folder.mkdir(parents=True)
    shutil.copy(PEERS / TEST_MODULE, folder)
    tests = PEERS / "otter_grader" / "tests"
    alone = ("--no-requirements", "--no-environment")
    output = ("-o", "autograder.zip")
    run(bin_folder, ["otter", "generate", "-t", tests, *output, *alone, TEST_MODULE], folder)
    notebook = folder / "ex1.ipynb"
    _write_notebook(notebook, [_solution_cell(solution)])
    return notebook


def prepare_nbgrader(bin_folder: Path, folder: Path, solution: Path) -> Grade:
    """nbgrader: ``nbgrader autograde`` over a course of students.

    Its gradebook is looked at here, and not each time.
    """
    source = folder / "source" / "ex1"
    source.mkdir(parents=True)
    shutil.copy(PEERS / TEST_MODULE, source)
    cells = [_solution_cell(solution), *map(_test_cell, TESTS)]
    _write_notebook(source / "ex1.ipynb", cells)
    run(bin_folder, ["nbgrader", "generate_assignment", "ex1"], folder)

    def grade(count: int) -> None:
        for part in ("submitted", "autograded"):
            shutil.rmtree(folder / part, ignore_errors=True)
        for number in range(count):
            shutil.copytree(source, folder / "submitted" / f"student{number}" / "ex1")
        run(bin_folder, ["nbgrader", "autograde", "ex1", "--force"], folder)

    grade(1)
    run(bin_folder, ["nbgrader", "export"], folder)
    with (folder / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    demand([float(row["score"]) for row in rows] == [len(TESTS)], str(rows))
    return grade


def _write_notebook(path: Path, cells: Sequence[Cell]) -> None:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": kernel},
        "cells": cells,
    }
    path.write_text(json.dumps(notebook), encoding="utf-8")


def _solution_cell(solution: Path) -> Cell:
    return _cell("my_rnn", solution.read_text(encoding="utf-8"), solution=True)


def _test_cell(test: str) -> Cell:
    text = f"import my_rnn_tests\nmy_rnn_tests.test_{test}(MyRNN)"
    return _cell(test, text, grade=True, locked=True, points=1)


def _cell(name: str, text: str, **marks: object) -> Cell:
    """Return a cell of code, with what nbgrader writes of it into its metadata."""
    usual = {"schema_version": 3, "grade": False, "locked": False, "solution": False, "task": False}
    return {
        "cell_type": "code",
        "id": name,
        "metadata": {"nbgrader": {**usual, "grade_id": name, **marks}},
        "source": text,
        "outputs": [],
        "execution_count": None,
    }
