"""Where the exercises are: beside the package in a checkout, inside it when it was installed.

Nothing here imports torch; an exercise's checks, which do, are imported when they are asked for.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from rnngrade.submission.parsing import silent, syntax_tree

if TYPE_CHECKING:
    from rnngrade.checks.interface import Check

PACKAGE = Path(__file__).parent
NAMESPACE = "rnngrade_exercises"


class UnknownExerciseError(Exception):
    """There is no exercise of that id. The message lists those that there are."""


@dataclass(frozen=True)
class Exercise:
    """One exercise: a folder under ``exercises/``, with what belongs to it elsewhere."""

    folder: Path

    @property
    def id(self) -> str:
        """The short name, such as ``ex1``."""
        return self.folder.name.split("_")[0]

    @property
    def file_name(self) -> str:
        """The name of a submission's file, such as ``ex1_my_rnn.py``."""
        return f"{self.stem}.py"

    @property
    def stem(self) -> str:
        """What a submission's file should be called, without suffix: it may be a notebook."""
        return self.folder.name

    @property
    def stub(self) -> str:
        """The text that a student starts from."""
        return (self.folder / "stub.py").read_text(encoding="utf-8")

    @property
    def statement(self) -> Path:
        """What is asked, in Markdown."""
        return self.folder / "README.md"

    @property
    def title(self) -> str:
        """The first line of the statement."""
        return self.statement.read_text(encoding="utf-8").split("\n", 1)[0].lstrip("# ")

    @property
    def probe(self) -> str:
        """The source of the exercise's half in the worker."""
        return (self.folder / "probe.py").read_text(encoding="utf-8")

    @property
    def sha256(self) -> str:
        """Hex digest of all that judges: every module of the folder but the stub."""
        digest = hashlib.sha256()
        for path in sorted(self.folder.glob("*.py")):
            if path.name != "stub.py":
                content = path.read_bytes()
                digest.update(f"{path.name}\n{len(content)}\n".encode() + content)
        return digest.hexdigest()

    @property
    def restores(self) -> bool:
        """Whether its probe can restore a checkpoint in place of a training."""
        with silent():
            body = syntax_tree(self.probe).body
        return any(isinstance(node, ast.FunctionDef) and node.name == "restore" for node in body)

    @property
    def rubric(self) -> Path:
        """The rubric that ships with the exercise."""
        return _root() / "rubrics" / f"{self.folder.name}.json"

    @property
    def solution(self) -> Path | None:
        """The reference solution, where solutions are at hand."""
        path = _root() / "solutions" / self.file_name
        return path if path.is_file() else None

    @property
    def corpus(self) -> Path | None:
        """The folder of example submissions, where there is one (in a checkout)."""
        path = _root() / "tests" / "submissions" / self.id
        return path if path.is_dir() else None

    @property
    def required(self) -> tuple[str, ...]:
        """The names that a submission must define."""
        required: tuple[str, ...] = _module(self.folder).REQUIRED
        return required

    @property
    def preload(self) -> tuple[str, ...]:
        """Modules, besides torch, that submissions need at once: their workers start with them."""
        preload: tuple[str, ...] = getattr(_module(self.folder), "PRELOAD", ())
        return preload

    @property
    def data(self) -> str | None:
        """The data set that submissions train on, if there is one, such as ``names``."""
        data: str | None = getattr(_module(self.folder), "DATA", None)
        return data

    @property
    def checks(self) -> tuple[Check, ...]:
        """The checks, in order. Imports torch."""
        _module(self.folder)
        checks: tuple[Check, ...] = importlib.import_module(
            f"{NAMESPACE}.{self.folder.name}.checks"
        ).CHECKS
        return checks


def exercises() -> tuple[Exercise, ...]:
    """Return every exercise, by name."""
    folders = sorted(p.parent for p in (_root() / "exercises").glob("*/stub.py"))
    return tuple(Exercise(folder) for folder in folders)


def find_exercise(name: str) -> Exercise:
    """Return the exercise with the id or folder name ``name``. Raises ``UnknownExerciseError``."""
    for exercise in exercises():
        if name in (exercise.id, exercise.folder.name):
            return exercise
    known = ", ".join(exercise.id for exercise in exercises())
    raise UnknownExerciseError(f"there is no exercise {name!r}; there are: {known}")


def hidden_folders() -> tuple[Path, ...]:
    """Return the folders that no submission may read: what is asked, expected and kept there."""
    return tuple(_root() / name for name in ("exercises", "solutions", "rubrics", "tests"))


def _root() -> Path:
    checkout = PACKAGE.parent
    in_checkout = (checkout / "pyproject.toml").is_file() and (checkout / "exercises").is_dir()
    return checkout if in_checkout else PACKAGE


def _module(folder: Path) -> ModuleType:
    """Import the package of an exercise, under a name of its own."""
    name = f"{NAMESPACE}.{folder.name}"
    if name in sys.modules:
        return sys.modules[name]
    if NAMESPACE not in sys.modules:
        sys.modules[NAMESPACE] = ModuleType(NAMESPACE)
    spec = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{folder} is not an exercise: it has no __init__.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
