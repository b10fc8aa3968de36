"""A warm grader: a zygote and an assignment, ready for one submission after another."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rnngrade import submission
from rnngrade.content import Exercise, find_exercise, hidden_folders
from rnngrade.data.store import NAMES, are_stored, data_folder, default_folder
from rnngrade.data.substitute import faker_folders
from rnngrade.result import Result
from rnngrade.submission.interface import Submission
from rnngrade.worker.zygote import Zygote

if TYPE_CHECKING:
    from rnngrade.scoring import Judgement
    from rnngrade.training.interface import Progress

DEFAULT_SEED = 0
"""Seed of a student's own check. Instructors grade with another, so that inputs are fresh."""


MAX_SEED = 2**53 - 1
DEVICES = ("cpu", "cuda", "auto")
ISOLATION = ("required", "best", "none")


class DeviceError(Exception):
    """The device that was asked for is not there. The message says what to do."""


class Grader:
    """Grades submissions of one exercise. A context manager: leaving it ends every process.

    The zygote imports torch in its own process while this one does, so that both are ready in the
    time of one import. ``device`` is ``cpu``, ``cuda`` or ``auto``; ``isolation`` and ``withheld``
    are those of ``Zygote``. Raises ``ValueError`` for another word, ``DeviceError``,
    ``RubricError``, ``DataError`` and ``WorkerPoolError``; ``IsolationError``, at once, where
    submissions cannot be isolated as ``required``. ``one_try`` tries every training once, whatever
    the rubric says.
    """

    def __init__(
        self,
        exercise: Exercise,
        *,
        rubric: Path | None = None,
        device: str = "auto",
        isolation: str = "best",
        withheld: Iterable[str] = (),
        one_try: bool = False,
    ) -> None:
        _refuse_unknown("device", device, DEVICES)
        _refuse_unknown("isolation", isolation, ISOLATION)
        self.exercise = exercise
        self._zygote = Zygote(
            exercise.preload,
            device="cpu" if device == "cpu" else "cuda",
            isolation=isolation,
            withheld=withheld,
            hidden=(*hidden_folders(), *_data_folders(exercise), *([rubric] if rubric else [])),
        )
        try:
            import torch

            from rnngrade import gpu, grading

            # Here, and not by the threads that judge: up to Python 3.12, threads that parse at the
            # same time disturb each other, and pytest parses what is imported.
            import_module("rnngrade.worker.session")
            torch.set_num_threads(1)
            self._grade = grading.grade
            self.assignment = grading.assign(exercise, rubric, one_try=one_try)
            self._reference = self.assignment.live_reference(self._zygote)
            self.device = _found(device, device != "cpu" and gpu.cuda_device() is not None)
            if isolation == "required":
                self._zygote.start(self.assignment.rubric.limits).close()
        except BaseException:
            self._zygote.close()
            raise

    def grade(
        self,
        handed_in: Submission,
        *,
        seed: int = DEFAULT_SEED,
        only: Sequence[str] = (),
        judged: Callable[[Judgement], None] = lambda _: None,
        tell: Callable[[Progress], None] = lambda _: None,
    ) -> Result:
        """Judge one submission; see ``rnngrade.grading.grade``. Safe to call from any thread.

        Raises ``ValueError`` for a seed that JSON cannot hold.
        """
        if type(seed) is not int or not 0 <= seed <= MAX_SEED:
            raise ValueError(f"seed should be an integer from 0 to {MAX_SEED}, not {seed!r}")
        return self._grade(
            handed_in,
            self.assignment,
            self._zygote,
            self._reference,
            seed=seed,
            device=self.device,
            only=only,
            judged=judged,
            tell=tell,
        )

    @property
    def demanded(self) -> frozenset[str]:
        """The layers of isolation without which no submission is run."""
        return self._zygote.demanded

    def close(self) -> None:
        """End every worker and the zygote. Safe to call twice."""
        self._zygote.close()

    def __enter__(self) -> Self:
        """Return the grader itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()


def _data_folders(exercise: Exercise) -> tuple[Path, ...]:
    """Return the folders that hold the hidden part of data, or what it could be made from."""
    stored = (data_folder(), default_folder())
    return (*stored, *faker_folders()) if exercise.data == NAMES else stored


def _refuse_unknown(name: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        raise ValueError(f"{name} should be one of {', '.join(known)}, not {value!r}")


def _found(device: str, there_is_a_gpu: bool) -> str:
    if device == "cuda" and not there_is_a_gpu:
        raise DeviceError("there is no CUDA device that torch can use; try --device cpu")
    return "cuda" if there_is_a_gpu and device != "cpu" else "cpu"


_warm: dict[tuple[str, Path | None, str, str, bool], Grader] = {}


def check(
    exercise: str,
    path: str | Path,
    *,
    seed: int = DEFAULT_SEED,
    device: str = "auto",
    rubric: str | Path | None = None,
    isolation: str = "best",
) -> Result:
    """Judge the submission at ``path``, as ``rnngrade check`` does.

    The grader stays warm for further calls until Python ends. Raises ``UnknownExerciseError``,
    ``SubmissionError``, ``RubricError``, ``DataError``, ``DeviceError``, ``WorkerPoolError``, and
    ``ValueError`` for another ``device``, ``isolation`` or ``seed`` than the command line takes.
    """
    found = find_exercise(exercise)
    handed_in = submission.read(Path(path), found.required, named=found.stem)
    with_data = found.data == NAMES and are_stored()  # They may have been fetched since.
    key = (found.id, Path(rubric).resolve() if rubric else None, device, isolation, with_data)
    if key not in _warm:
        _warm[key] = Grader(found, rubric=key[1], device=device, isolation=isolation)
        atexit.register(_warm[key].close)
    return _warm[key].grade(handed_in, seed=seed)
