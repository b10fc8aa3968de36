"""What the checks of one submission are given: its worker, its random draws, its rubric."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

import torch

from rnngrade.checks.form import in_form
from rnngrade.checks.interface import Check, Failed
from rnngrade.data.interface import Dataset
from rnngrade.result import Outcome
from rnngrade.rubric import Rubric
from rnngrade.submission.checkpoint import read_checkpoint
from rnngrade.submission.interface import Submission
from rnngrade.training.interface import Progress
from rnngrade.training.run import TrainingRun
from rnngrade.worker.bounds import refusal_hint
from rnngrade.worker.interface import (
    Budget,
    ForbiddenCall,
    Limits,
    Loaded,
    Source,
    StudentError,
    Value,
    Worker,
    WorkerCrash,
    WorkerError,
    WorkerPool,
    WorkerTimeout,
)

T = TypeVar("T")

TRAINING_SLOTS = threading.BoundedSemaphore(os.cpu_count() or 1)
"""No more trainings at a time than there are cores, over all submissions that are graded."""


class TrainingCancelled(Exception):
    """The submission is not judged any further, so that its trainings end."""


class LiveWorker:
    """A worker with a submission in it, replaced by a fresh one when it has died.

    Several threads may ask: one waits for the other.
    """

    def __init__(self, pool: WorkerPool, source: Source, limits: Limits, device: str) -> None:
        self._lock = threading.RLock()
        self._start = partial(pool.start, limits, device=device)
        self._source = source
        self._worker: Worker | None = None
        self._loaded: Loaded | None = None
        self._past_output = ""
        self.layers: tuple[str, ...] = ()

    def load(self) -> Loaded:
        """Return how the submission was loaded; loads it if no living worker holds it."""
        with self._lock:
            if self._worker is None or not self._worker.alive:
                self.close()
                self._worker = self._start()
                self.layers = self._worker.layers
                self._loaded = self._worker.load(self._source)
            if self._loaded is None:
                raise RuntimeError("the submission did not load, and a check asked for more of it")
            return self._loaded

    def ask(self, function: str, arguments: Mapping[str, Value]) -> Value:
        """Call a function of the probe."""
        with self._lock:
            self.load()
            assert self._worker is not None  # noqa: S101 - load() has made one
            return self._worker.ask(function, arguments)

    @property
    def way(self) -> str | None:
        """How the submission was loaded; None if it was not."""
        return self._loaded.way if self._loaded else None

    @property
    def output(self) -> str:
        """What was printed in all the workers so far."""
        return self._past_output + (self._worker.output if self._worker else "")

    def close(self) -> None:
        """End the worker; what it printed is kept."""
        with self._lock:
            if self._worker is not None:
                self._worker.close()
                self._past_output, self._worker = self.output, None


class Examination:
    """The ``Context`` of one submission. Close it to end its workers."""

    def __init__(
        self,
        submission: Submission,
        source: Source,
        rubric: Rubric,
        pool: WorkerPool,
        *,
        seed: int,
        device: str,
        reference: LiveWorker | None,
        tell: Callable[[Progress], None] = lambda _: None,
        data: Dataset | None = None,
    ) -> None:
        self.submission = submission
        self.required = source.required
        self.rubric = rubric
        self.device = device
        self.checkpoint = read_checkpoint(submission.checkpoints) if rubric.checkpoint else None
        self._data = data
        self._seed = seed
        self._workers = {
            name: LiveWorker(pool, source, rubric.limits, name) for name in ("cpu", "cuda")
        }
        self._reference = reference
        self._pool = pool
        self._source = source
        self._tell = tell
        self._trainings: list[TrainingRun] = []
        self._closing = False
        self._kept: dict[str, Callable[[], Any]] = {}
        self.running: Check | None = None
        self.passed_checks: set[str] = set()
        self.selected: frozenset[str] = frozenset()

    @property
    def output(self) -> str:
        """What the student's code printed so far."""
        own = "".join(worker.output for worker in self._workers.values())
        return own + "".join(training.output for training in self._trainings)

    @property
    def way(self) -> str | None:
        """How the submission was loaded (``definitions`` or ``whole``); None if it was not."""
        return self._workers["cpu"].way

    @property
    def layers(self) -> tuple[str, ...]:
        """The isolation layers of the worker for the CPU."""
        return self._workers["cpu"].layers

    @property
    def data(self) -> Any:
        """The exercise's data; which class they are of, the exercise knows."""
        if self._data is None:
            raise RuntimeError("a check asked for data, and the exercise's __init__.py names none")
        return self._data

    def load(self) -> Loaded:
        """Load the submission into the worker."""
        return self.once("loaded", self._workers["cpu"].load)

    def ask(
        self, function: str, form: Any, *, worker_device: str = "cpu", **arguments: Value
    ) -> Value:
        """Call a function of the probe in the worker for ``worker_device``."""
        name = "cuda" if worker_device == "cuda" else "cpu"
        return in_form(self._workers[name].ask(function, arguments), form)

    def train(
        self,
        function: str,
        form: Any,
        budget: Budget,
        *,
        label: str,
        worker_device: str = "cpu",
        restored_from: str | None = None,
        **arguments: Value,
    ) -> TrainingRun:
        """Call a function of the probe that trains, in a worker of its own; see ``Training``."""
        answering = self.rubric.limits
        limits = replace(answering, cpu_seconds=answering.cpu_seconds + budget.cpu_limit)
        request = (function, form, arguments)
        with TRAINING_SLOTS:
            if self._closing:
                raise TrainingCancelled
            worker = self._pool.start(limits, device=worker_device)
            run = TrainingRun(
                worker, self._source, request, budget, self._tell_or_end, label, restored_from
            )
        self._trainings.append(run)
        return run

    def _tell_or_end(self, progress: Progress) -> None:
        if self._closing:
            raise TrainingCancelled
        self._tell(progress)

    def reference(self, function: str, **arguments: Value) -> Value | None:
        """Call a function of the probe with the reference solution in place of the submission."""
        try:
            return self._reference.ask(function, arguments) if self._reference else None
        except WorkerError as error:
            # The student has no part in it.
            raise RuntimeError(f"the reference solution did not answer: {error}") from error

    def raised(
        self, error: StudentError, *, case: str | None = None, hint: str | None = None
    ) -> Failed:
        """Return the failure that shows an exception of the student's code, with its line."""
        line = error.frames[-1].line if error.frames else 0
        where = f"{case[0].upper()}{case[1:]}, your" if case else "Your"
        what = f"raised {error}"
        if isinstance(error, ForbiddenCall):
            what = f"called {error.message}, which this exercise does not allow"
        return Failed(
            f"{where} code {what}",
            hint=refusal_hint(str(error), self.rubric.limits) or hint,
            location=self.submission.locate(line),
            source_line=self.submission.source_line(line),
        )

    def stopped(self, error: WorkerError) -> Failed:
        """Return the failure that shows why the student's code gave no answer."""
        if isinstance(error, StudentError):
            return self.raised(error)
        if not isinstance(error, (WorkerTimeout, WorkerCrash)):
            return Failed(f"The answer could not be read: {error}")
        where = self.raised(StudentError("", "", error.frames))
        late = isinstance(error, WorkerTimeout)
        return Failed(
            sentence(error),
            hint="Look for a loop or a wait that does not end, or for slow work in it."
            if late
            else where.hint,
            location=where.location,
            source_line=where.source_line,
            outcome=Outcome.TIMEOUT if late else Outcome.CRASH,
        )

    def confirmed(self, message: str, *mistakes: str, **evidence: Any) -> Failed:
        """Return the failure that names those of ``mistakes`` that the rubric lists."""
        listed = self.rubric.mistakes
        diagnosis = [listed[name] for name in mistakes if name in listed]
        hint = diagnosis[0].hint if diagnosis else None
        return Failed(message, hint=hint, diagnosis=diagnosis, evidence=evidence)

    def passed(self, check: Check) -> bool:
        """Whether a check that ran before has passed."""
        return check.id in self.passed_checks

    def generator(self, name: str) -> torch.Generator:
        """Return a fresh generator, from the seed and ``name`` alone."""
        digest = hashlib.sha256(f"{self._seed}:{name}".encode()).digest()
        return torch.Generator().manual_seed(int.from_bytes(digest[:8], "big") >> 1)

    def setting(self, name: str) -> Any:
        """Return a setting of the running check."""
        if self.running is None:
            raise RuntimeError("settings belong to a check, and none is running")
        return self.rubric.checks[self.running.id].settings[name]

    def once(self, name: str, compute: Callable[[], T]) -> T:
        """Return ``compute()``, or raise what it raised, computed once."""
        if name not in self._kept:
            self._kept[name] = _kept(compute)
        found: T = self._kept[name]()
        return found

    def close(self) -> None:
        """End the submission's workers. That of the reference serves other submissions too."""
        self._closing = True
        for worker in self._workers.values():
            worker.close()
        for training in self._trainings:
            training.close()


def sentence(reason: Exception) -> str:
    """Return an exception's message as a sentence."""
    text = str(reason)
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _kept(compute: Callable[[], T]) -> Callable[[], T]:
    """Compute at once, and return a function that gives the outcome, an exception included."""
    try:
        value = compute()
    except Exception as error:
        caught = error

        def again() -> T:
            raise caught

        return again
    return lambda: value
