"""What was observed of one training, thinned to a few hundred steps.

It comes from the student's process and could be forged: it explains, and never gives points.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from rnngrade.checks.form import Several, in_form
from rnngrade.result import TrainingCurve
from rnngrade.worker.interface import COLUMNS, BadReply, Observed

MAX_STEPS = 300
"""How many steps are kept."""
MAX_ROWS = 1000
"""Of one report; a worker sends fewer (see ``child/observe.py``)."""
MAX_LENGTH = 100
"""Of a fact's text or list."""
MAX_COUNT = 2**53
MEGABYTE = 2**20
FACTS = {
    "steps": int,
    "backwards": int,
    "clipped": int,
    "clip_at": float,
    "leftover_checks": int,
    "leftovers": int,
    "retained": int,
    "graph_nodes": Several([int, int]),
    "broadcast": ([Several(int), Several(int)], None),
    "nonfinite": ([int, float, float], None),
    "optimizer": str,
    "idle_in_eval": int,
    "inputs": int,
    "distinct_inputs": int,
    "trained": int,
    "moved": int,
    "unoptimized": int,
}
NOTHING: Mapping[str, Any] = {
    "clip_at": math.nan,
    "graph_nodes": [],
    "broadcast": None,
    "nonfinite": None,
    "optimizer": "",
}


class Observations:
    """Takes in what a worker tells, and keeps a bounded part of it."""

    def __init__(self) -> None:
        self._rows: list[list[float]] = []
        self._stride = 1
        self._taken = 0
        self.facts: Mapping[str, Any] = {**dict.fromkeys(FACTS, 0), **NOTHING}

    def add(self, observed: Observed) -> None:
        """Take in a report. Raises ``BadReply`` where it has not the form of one."""
        facts = in_form(observed.facts, FACTS, "a report of the training")
        if len(observed.rows) > MAX_ROWS or not all(map(_is_bounded, facts.values())):
            raise BadReply("your code's process sent more than a report of the training holds")
        self.facts = facts
        for row in observed.rows.tolist():
            if self._taken % self._stride == 0:
                self._rows.append(row)
            self._taken += 1
            self._last = row
            if len(self._rows) > 2 * MAX_STEPS:
                self._rows = self._rows[::2]
                self._stride *= 2

    def column(self, name: str) -> list[float]:
        """Return what is kept of a column (see ``worker.interface.COLUMNS``)."""
        return [row[COLUMNS.index(name)] for row in self._kept()]

    def last(self, name: str) -> float:
        """Return the newest known value of a column; NaN if there is none."""
        known = [value for value in self.column(name) if not math.isnan(value)]
        return known[-1] if known else math.nan

    def curve(self, title: str, levels: Mapping[str, float]) -> TrainingCurve:
        """Return what a report shows."""
        names = COLUMNS[: COLUMNS.index("memory_bytes")]
        columns = {name: tuple(self.column(name)) for name in names}
        memory = tuple(value / MEGABYTE for value in self.column("memory_bytes"))
        return TrainingCurve(title, {**columns, "memory_megabytes": memory}, levels)

    def _kept(self) -> Sequence[Sequence[float]]:
        if self._rows and self._rows[-1] is not self._last:
            return [*self._rows, self._last]
        return self._rows


def _is_bounded(fact: Any) -> bool:
    if isinstance(fact, (str, list)) and len(fact) > MAX_LENGTH:
        return False
    if isinstance(fact, list):
        return all(map(_is_bounded, fact))
    return not isinstance(fact, int) or 0 <= fact < MAX_COUNT
