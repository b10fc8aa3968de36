"""What flows through the training engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from rnngrade.training.observations import Observations
from rnngrade.worker.interface import Budget, Value, WorkerError


@dataclass(frozen=True)
class Progress:
    """Where a training is; NaN where unknown."""

    label: str
    step: int
    loss: float
    gradient_norm: float
    used_seconds: float
    budget_seconds: float
    """CPU seconds; wall seconds on a GPU."""
    restoring: bool = False
    """Whether a checkpoint is being restored, and nothing is trained."""


class Training(Protocol):
    """One run of a student's training, and the worker that holds what came of it."""

    observations: Observations
    error: WorkerError | None
    """Why there is no model, where there is none."""
    answer: Value
    """What the probe's function returned; None where it did not."""
    seconds: float
    """CPU seconds that it took, measured from outside; wall seconds on a GPU."""
    budget: Budget
    restored_from: str | None
    """Name of the checkpoint that was restored in place of a training; None where one was run."""

    def ask(self, function: str, form: Any, **arguments: Value) -> Value:
        """Call a function of the probe in that worker. Raises ``WorkerError``."""

    def close(self) -> None:
        """End the worker. Safe to call twice."""


@dataclass(frozen=True)
class Goal:
    """What a training is measured by: a metric that is better the smaller it is.

    In units of the loss that is trained on, where what was observed is compared with it.
    """

    chance: float
    """What is reached without having learned anything."""
    threshold: float
    """What passes, if it is not passed by."""
    reached: str = ""
    """What the model does, in words ("converts 3 % of the dates"); empty where the metric is in
    units of the loss itself, and says it."""


@dataclass(frozen=True)
class Attempt:
    """One try: a seed, a training, and what the grader measured of it."""

    seed: int
    training: Training
    metric: float | None
    """None where there was nothing to measure."""
    reached: bool
    """Whether the metric is within the threshold."""
    failure: Exception | None = None
    """Why there was nothing to measure, as a check raises it."""
    facts: Mapping[str, Any] | None = None
    """What else was measured."""
    hopeless: bool = False
    """Whether another seed would not help."""
    passes: bool = False
    """Whether it is good enough to pass, though another seed may earn more."""
