"""Runs one training in a worker of its own, and keeps that worker for questions."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from rnngrade.checks.form import in_form
from rnngrade.training.interface import Progress
from rnngrade.training.observations import Observations
from rnngrade.worker.interface import (
    Budget,
    Observed,
    Source,
    StudentError,
    Value,
    Worker,
    WorkerError,
)


class TrainingRun:
    """A ``Training``: trains when it is constructed, and answers afterwards.

    What ``tell`` raises ends the training, and its worker. ``restored_from`` names the checkpoint
    where the request is to restore one.
    """

    def __init__(
        self,
        worker: Worker,
        source: Source,
        request: tuple[str, Any, Mapping[str, Value]],
        budget: Budget,
        tell: Callable[[Progress], None],
        label: str,
        restored_from: str | None = None,
    ) -> None:
        self.observations = Observations()
        self.budget = budget
        self.restored_from = restored_from
        self.error: WorkerError | None = None
        self.answer: Value = None
        self.seconds = 0.0
        self._worker = worker
        self._tell = tell
        self._label = label
        self._began = time.monotonic()
        function, form, arguments = request
        try:
            if restored_from is not None:
                self._tell_progress()  # of itself, restoring tells of nothing until it is done
            worker.load(source)
            value, cpu_seconds = worker.train(function, arguments, budget, self._told)
            self.seconds = self._used(cpu_seconds)
            self.answer = in_form(value, form)
        except WorkerError as error:
            self.error = error
            if not isinstance(error, StudentError):
                worker.close()  # what it goes on with is nothing that is asked for
        except BaseException:
            worker.close()
            raise

    @property
    def output(self) -> str:
        """What was printed."""
        return self._worker.output

    def ask(self, function: str, form: Any, **arguments: Value) -> Value:
        """Call a function of the probe in that worker. Raises ``WorkerError``."""
        return in_form(self._worker.ask(function, arguments), form)

    def close(self) -> None:
        """End the worker. Safe to call twice."""
        self._worker.close()

    def _used(self, cpu_seconds: float) -> float:
        return time.monotonic() - self._began if self.budget.cpu_seconds is None else cpu_seconds

    def _told(self, observed: Observed, cpu_seconds: float) -> None:
        self.observations.add(observed)
        self.seconds = self._used(cpu_seconds)
        self._tell_progress()

    def _tell_progress(self) -> None:
        self._tell(
            Progress(
                self._label,
                self.observations.facts["steps"] or self.observations.facts["backwards"],
                self.observations.last("loss"),
                self.observations.last("gradient_norm"),
                self.seconds,
                self.budget.cpu_seconds or self.budget.wall_seconds,
                restoring=self.restored_from is not None,
            )
        )
