"""What a worker tells of a training, written down; and trainings that need no worker."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from rnngrade.training.observations import Observations
from rnngrade.worker.interface import COLUMNS, Budget, Observed, Value, WorkerError

FACTS: dict[str, Any] = {
    "steps": 0,
    "backwards": 0,
    "clipped": 0,
    "clip_at": math.nan,
    "leftover_checks": 0,
    "leftovers": 0,
    "retained": 0,
    "graph_nodes": [],
    "broadcast": None,
    "nonfinite": None,
    "optimizer": "Adam",
    "idle_in_eval": 0,
    "inputs": 0,
    "distinct_inputs": 0,
    "trained": 0,
    "moved": 0,
    "unoptimized": 0,
}
USUAL = {
    "cpu_seconds": 0.01,
    "loss": 0.1,
    "gradient_norm": 1.0,
    "clipped_norm": 1.0,
    "learning_rate": 0.01,
    "memory_bytes": 2.0**28,
    "relative_change": 0.01,
}
"""Of a step in which nothing is remarkable; seconds are those that one step takes."""


def row(step: float, **changes: float) -> list[float]:
    """Return a step's row."""
    values = {"step": float(step), **USUAL, "cpu_seconds": USUAL["cpu_seconds"] * step, **changes}
    return [values[name] for name in COLUMNS]


def report(rows: Sequence[Sequence[float]] = (), **facts: Any) -> Observed:
    """Return a report of these rows; facts that are not given are those of a start."""
    tensor = torch.tensor(rows, dtype=torch.float64).view(-1, len(COLUMNS))
    return Observed(tensor, {**FACTS, **facts})


def observations(rows: Sequence[Sequence[float]] = (), **facts: Any) -> Observations:
    """Return what is kept of such a report."""
    kept = Observations()
    kept.add(report(rows, **facts))
    return kept


@dataclass
class Told:
    """A ``Training`` that has happened already."""

    observations: Observations = field(default_factory=Observations)
    error: WorkerError | None = None
    answer: Value = None
    seconds: float = 10.0
    budget: Budget = field(default_factory=lambda: Budget(cpu_seconds=60, wall_seconds=360))
    closed: int = 0
    restored_from: str | None = None

    def ask(self, function: str, form: Any, **arguments: Value) -> Value:
        raise NotImplementedError

    def close(self) -> None:
        self.closed += 1


def training(
    losses: Sequence[float] = (),
    columns: Mapping[str, Sequence[float]] | None = None,
    *,
    seconds: float = 10.0,
    **facts: Any,
) -> Told:
    """Return a training of these losses; other columns are the usual ones where not given.

    Steps and backward passes are counted, if ``facts`` do not say otherwise.
    """
    given = columns or {}
    count = len(losses) or max((len(values) for values in given.values()), default=0)
    rows = [
        row(
            number + 1,
            **({"loss": losses[number]} if losses else {}),
            **{name: values[number] for name, values in given.items()},
        )
        for number in range(count)
    ]
    counted = {"steps": count, "backwards": count, "trained": 6, "moved": 6}
    return Told(observations(rows, **{**counted, **facts}), seconds=seconds)
