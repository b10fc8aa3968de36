"""A grading that goes no further than it is asked to: for who wants one check after another."""

from __future__ import annotations

import queue
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from rnngrade.content import Exercise
from rnngrade.grader import Grader
from rnngrade.result import CheckResult
from rnngrade.scoring import Judgement, score
from rnngrade.submission.interface import Submission


class StoppedError(Exception):
    """Nobody wants to know how it goes on."""


class StepwiseGrading:
    """Grades one submission, in a thread that waits before each check until somebody asks for it.

    It is one pass over the checks, as any grading: what several need is done once. Made with a
    grader of its own. Raises what ``Grader`` does.
    """

    def __init__(
        self,
        exercise: Exercise,
        handed_in: Submission,
        *,
        rubric: Path | None,
        seed: int,
        only: Sequence[str],
    ) -> None:
        self._open = ExitStack()
        self._grader = self._open.enter_context(Grader(exercise, rubric=rubric))
        self._handed_in, self._seed, self._only = handed_in, seed, only
        self._go_on: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._ended: queue.SimpleQueue[Judgement | Exception] = queue.SimpleQueue()
        self._waits = True
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self.judged: dict[str, CheckResult] = {}
        """By id, in the order in which they ended."""

    def result(self, check: str) -> CheckResult:
        """Return how ``check`` ended, having judged all that comes before it.

        Raises what the grading has ended with.
        """
        while check not in self.judged:
            self._waits = False
            self._go_on.put(True)
            ended = self._ended.get()
            self._waits = True
            if isinstance(ended, Exception):
                self._ended.put(ended)  # For whoever asks next.
                raise ended
            scored = score([ended], self._grader.assignment.rubric)
            self.judged[ended.id] = scored.checks[0]
        return self.judged[check]

    def close(self) -> None:
        """Judge no more checks, and end every process."""
        if not self._waits:  # Somebody was interrupted: end the workers, so that they answer.
            self._open.close()
        self._go_on.put(False)
        self._thread.join()
        self._open.close()

    def _run(self) -> None:
        try:
            self._wait()
            self._grader.grade(self._handed_in, seed=self._seed, only=self._only, judged=self._tell)
        except Exception as error:
            self._ended.put(error)
        else:
            self._ended.put(StoppedError("there is no such check among those that are judged"))

    def _tell(self, judgement: Judgement) -> None:
        self._ended.put(judgement)
        self._wait()

    def _wait(self) -> None:
        if not self._go_on.get():
            raise StoppedError("the checks were stopped")
