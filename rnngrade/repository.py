"""What a student's repository holds to be checked: which exercises, which files, by which seed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rnngrade.configuration import Configuration, ConfigurationError
from rnngrade.content import Exercise, exercises
from rnngrade.grader import DEFAULT_SEED, MAX_SEED
from rnngrade.schema import Violation
from rnngrade.submission.interface import Submission, SubmissionError


@dataclass(frozen=True)
class Work:
    """One exercise as it lies in a repository, and what it is judged by."""

    exercise: Exercise
    path: Path | None = None
    """The submission, a file or a folder; None: what has the stub's name in ``folder``."""
    folder: Path = Path()
    rubric: Path | None = None
    """None: the exercise's own."""
    pass_mark: float | None = None
    """None: the rubric's."""
    said_in: Path | None = None
    """The configuration that ``rubric`` and ``pass_mark`` are from; None: the command line."""

    def find(self) -> Path:
        """Return the path of the submission.

        Raises ``SubmissionError`` where there is nothing of the stub's name, or a question.
        """
        if self.path is not None:
            return self.path
        found = named_as_the_stub(self.exercise, self.folder)
        if len(found) == 1:
            return found[0]
        script, place = Path(self.exercise.file_name), _said_of(self.folder)
        command = f"rnngrade check {self.exercise.id}"
        if found:
            raise SubmissionError(
                f"there are {found[0].name} and {found[1].name} in {place}; which one is it?",
                f"{command} {found[0]}",
            )
        raise SubmissionError(
            f"there is no {script} (or {script.with_suffix('.ipynb')}) in {place}.",
            f"rnngrade start {self.exercise.id} writes the stub; or name your file: {command} FILE",
        )

    def read(self) -> tuple[Submission, Path]:
        """Return the submission, and its file. Raises ``SubmissionError``."""
        from rnngrade import submission

        path = self.find()
        handed_in = submission.read(path, self.exercise.required, named=self.exercise.stem)
        return handed_in, path / handed_in.name if path.is_dir() else path


def named_as_the_stub(exercise: Exercise, folder: Path) -> list[Path]:
    """Return the script and the notebook in ``folder`` that have the name of the stub."""
    script = folder / exercise.file_name
    return [path for path in (script, script.with_suffix(".ipynb")) if path.exists()]


def work_on(exercise: Exercise, configuration: Configuration | None) -> Work:
    """Return what there is of one exercise: as configured, or else in the current folder."""
    if configuration and exercise.id in configuration.exercises:
        return _configured(exercise, configuration)
    return Work(exercise)


def all_work(configuration: Configuration | None) -> tuple[Work, ...]:
    """Return all that is configured or, where nothing is, all that has the name of a stub.

    Those are looked for beside the configuration or, without one, in the current folder. Raises
    ``SubmissionError`` where there is nothing at all.
    """
    if configuration and configuration.exercises:
        known = {exercise.id: exercise for exercise in exercises()}
        return tuple(_configured(known[name], configuration) for name in configuration.exercises)
    folder = _from_here(configuration.folder) if configuration else Path()
    found = tuple(
        Work(exercise, folder=folder)
        for exercise in exercises()
        if named_as_the_stub(exercise, folder)
    )
    if not found:
        names = ", ".join(exercise.file_name for exercise in exercises())
        raise SubmissionError(
            f"there is nothing to check in {_said_of(folder)}: none of {names} "
            "(nor a notebook of such a name).",
            "rnngrade start ex1 writes a stub; rnngrade check ex1 FILE checks a file; "
            "[tool.rnngrade] in pyproject.toml says where files are.",
        )
    return found


def seed_from(configuration: Configuration, environment: Mapping[str, str]) -> int | None:
    """Return the seed that the configured variable holds; None where it holds none.

    A secret is empty in a pull request from a fork. Raises ``ConfigurationError`` for anything but
    a seed, and does not tell what it is.
    """
    name = configuration.seed_from
    text = environment.get(name, "").strip() if name else ""
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 20 and int(text) <= MAX_SEED):
        reason = (
            f"the environment variable {name} holds no seed; expected a whole number from 0 to "
            f"{MAX_SEED}"
        )
        raise ConfigurationError(configuration.file, [Violation("seed-from", reason)])
    return int(text)


def no_seed_remark(configuration: Configuration) -> str:
    """Return what to say where the configured variable holds no seed."""
    return (
        f"{configuration.seed_from} is not set (a pull request from a fork sees no secrets): "
        f"inputs were drawn from seed {DEFAULT_SEED}, which everybody knows."
    )


def _configured(exercise: Exercise, configuration: Configuration) -> Work:
    said = configuration.exercises[exercise.id]
    return Work(
        exercise,
        path=said.path and _from_here(said.path),
        folder=_from_here(configuration.folder),
        rubric=said.rubric and _from_here(said.rubric),
        pass_mark=said.pass_mark,
        said_in=_from_here(configuration.file),
    )


def _from_here(path: Path) -> Path:
    """Return ``path`` as it reads from the current folder."""
    return Path(os.path.relpath(path))


def _said_of(folder: Path) -> str:
    return "this folder" if folder == Path() else f"the folder {folder}"
