"""What a terminal shows while a submission is judged: the last check, and every training."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.text import Text

from rnngrade.result import Outcome

if TYPE_CHECKING:
    from rnngrade.scoring import Judgement
    from rnngrade.training import Progress

BAR_COLUMNS = 10


class LiveReport:
    """Keeps ``show`` up to date with the newest state. Safe to call from several threads."""

    def __init__(self, show: Callable[[Text], None]) -> None:
        self._show = show
        self._lock = threading.Lock()
        self._done = "importing torch"
        self._trainings: dict[str, Progress] = {}

    def judged(self, judgement: Judgement) -> None:
        """Show that a check has ended."""
        with self._lock:
            if judgement.outcome is not Outcome.SKIP:
                self._done = f"done: {judgement.label}"
            self._update()

    def training(self, progress: Progress) -> None:
        """Show where a training is."""
        with self._lock:
            self._trainings[progress.label] = progress
            self._update()

    def _update(self) -> None:
        lines = [self._done, *map(training_line, self._trainings.values())]
        self._show(Text("\n".join(lines)))


def training_line(progress: Progress) -> str:
    """Return one line on a training under way: the budget used, step, loss, gradient norm."""
    if progress.restoring:
        return f"{progress.label:<14} restoring the checkpoint"
    share = min(1.0, progress.used_seconds / progress.budget_seconds)
    full = round(share * BAR_COLUMNS)
    bar = "━" * full + "╌" * (BAR_COLUMNS - full)
    used = f"{progress.used_seconds:.0f} of {progress.budget_seconds:g} s"
    return (
        f"{progress.label:<14} {bar} {used}, step {progress.step:,}, "
        f"loss {_number(progress.loss)}, gradient {_number(progress.gradient_norm)}"
    )


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.3g}"
