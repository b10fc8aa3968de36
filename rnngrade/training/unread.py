"""What stands for a training where a checkpoint was handed in that no worker can be given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NoReturn

from rnngrade.training.observations import Observations
from rnngrade.worker.interface import Budget, Value, WorkerCrash, WorkerError


@dataclass
class Unread:
    """A ``Training`` without a worker, which leaves no model."""

    budget: Budget
    restored_from: str | None
    observations: Observations = field(default_factory=Observations)
    error: WorkerError | None = None
    answer: Value = None
    seconds: float = 0.0

    def ask(self, function: str, form: Any, **arguments: Value) -> NoReturn:
        """Raise ``WorkerCrash``."""
        del function, form, arguments
        raise WorkerCrash(f"{self.restored_from} was not restored")

    def close(self) -> None:
        """Do nothing: there is no worker."""
