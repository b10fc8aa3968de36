"""Graders that stay warm for a whole session (under xdist: one for each of its processes)."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import pytest
import small_project
from click.testing import CliRunner
from click.testing import Result as Ended
from hypothesis import settings

from rnngrade import cli, content
from rnngrade.commands import checking
from rnngrade.commands import grade as grade_command
from rnngrade.content import Exercise, find_exercise
from rnngrade.grader import Grader
from rnngrade.worker import child
from rnngrade.worker.child import figures, models

# In a worker it has this name; some tests run probes right here.
sys.modules.setdefault("child", child)
sys.modules.setdefault("child.models", models)
sys.modules.setdefault("child.figures", figures)

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

Command = Callable[..., Ended]
Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="session", autouse=True)
def data_of_no_one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """An empty folder of data, so that no test reads or changes the user's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RNNGRADE_DATA", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(scope="session")
def ex1() -> Exercise:
    return find_exercise("ex1")


@pytest.fixture(scope="session")
def grader(ex1: Exercise) -> Iterator[Grader]:
    """A warm grader for exercise 1 on the CPU, by the rubric that ships with it."""
    with Grader(ex1, device="cpu") as warm:
        yield warm


@pytest.fixture(scope="session")
def hasty_rubric(ex1: Exercise, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rubric of exercise 1, but with 2 s for each answer, and every point needed to pass."""
    document = json.loads(ex1.rubric.read_text(encoding="utf-8"))
    document["limits"]["wall_seconds"] = 2
    document["pass_mark"] = 1
    path = tmp_path_factory.mktemp("hasty") / "rubric.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def hasty_grader(ex1: Exercise, hasty_rubric: Path) -> Iterator[Grader]:
    """A warm grader that waits 2 s for each answer."""
    with Grader(ex1, rubric=hasty_rubric, device="cpu") as warm:
        yield warm


@pytest.fixture
def rubric_with(ex1: Exercise, tmp_path: Path) -> Callable[[Change], Path]:
    """Write the rubric of exercise 1 with a change, and return its path."""

    def write(change: Change) -> Path:
        document = json.loads(ex1.rubric.read_text(encoding="utf-8"))
        change(document)
        path = tmp_path / "changed_rubric.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        return path

    return write


@pytest.fixture
def rnngrade(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    hasty_rubric: Path,
) -> Command:
    """Run the command in an empty folder: ``rnngrade("check", "ex1", path)``.

    Where the shipped or the hasty rubric serves, so does the grader that is warm already.
    """

    def choose(
        exercise: Exercise,
        *,
        rubric: Path | None = None,
        device: str = "auto",
        isolation: str = "best",
        one_try: bool = False,
    ) -> AbstractContextManager[Grader]:
        warm = {
            ("ex1", None): "grader",
            ("ex1", hasty_rubric): "hasty_grader",
            ("ex9", None): "small_grader",
        }
        name = warm.get((exercise.id, rubric))
        if name is None or device == "cuda":
            found = "cpu" if device == "auto" else device
            return Grader(exercise, rubric=rubric, device=found, one_try=one_try)
        return nullcontext(request.getfixturevalue(name))

    for module in (checking, grade_command):
        monkeypatch.setattr(module, "Grader", choose)
    folder = tmp_path / "empty"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return lambda *arguments: CliRunner().invoke(cli.main, [str(a) for a in arguments])


@pytest.fixture(scope="session")
def small_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a project with one tiny exercise."""
    root = tmp_path_factory.mktemp("project")
    small_project.write(root)
    return root


@pytest.fixture
def ex9(small_root: Path, monkeypatch: pytest.MonkeyPatch) -> Exercise:
    """The exercise of the tiny project, which stands in for ours."""
    monkeypatch.setattr(content, "PACKAGE", small_root / "rnngrade")
    return find_exercise("ex9")


@pytest.fixture(scope="session")
def small_grader(small_root: Path) -> Iterator[Grader]:
    """A warm grader for the exercise of the tiny project."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(content, "PACKAGE", small_root / "rnngrade")
        warm = Grader(find_exercise("ex9"), device="cpu")
    with warm:
        yield warm
