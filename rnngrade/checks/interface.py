"""How an exercise's author writes a check, and what a check is given.

A check is a function of a ``Context``; the first line of its docstring is the label that a student
reads. It returns ``Passed`` or ``ForReview``, or raises ``Failed`` or ``Skipped``:

    @check(after=(forward,), settings=("tolerance",))
    def outputs(context: Context) -> Passed:
        \"\"\"Outputs equal nn.RNN's, step by step\"\"\"
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import torch

from rnngrade.result import Diagnosis, Exhibit, Outcome
from rnngrade.rubric import Rubric
from rnngrade.submission.interface import Checkpoint, Location, Submission
from rnngrade.training.interface import Training
from rnngrade.worker.interface import Budget, Loaded, StudentError, Value, WorkerError

T = TypeVar("T")


@dataclass(frozen=True)
class Passed:
    """Positive evidence that the submission does what the check asks."""

    message: str
    evidence: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()


@dataclass(frozen=True)
class ForReview(Passed):
    """Nothing that a machine can see speaks against it; a person must grade it."""


class Failed(Exception):
    """The submission does not do what the check asks.

    ``message`` says what was expected and what came; ``hint`` what to try next. ``fraction``, from
    0 to 1, is the share of the points that are earned all the same. ``outcome`` is ``fail``, or
    ``timeout`` or ``crash`` where the student's code did not answer.
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        diagnosis: Sequence[Diagnosis] = (),
        evidence: Mapping[str, Any] | None = None,
        location: Location | None = None,
        source_line: str = "",
        exhibits: Sequence[Exhibit] = (),
        fraction: float = 0.0,
        outcome: Outcome = Outcome.FAIL,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.diagnosis = tuple(diagnosis)
        self.evidence = dict(evidence or {})
        self.location = location
        self.source_line = source_line
        self.exhibits = tuple(exhibits)
        self.fraction = fraction
        self.outcome = outcome


class Skipped(Exception):
    """The check cannot be judged, because of what another check has found. It earns nothing.

    The message says why.
    """


class NotApplicable(Skipped):
    """The check does not apply on this machine (no GPU), so that it costs nothing."""


class Context(Protocol):
    """What a check may use. One for all the checks of one submission."""

    submission: Submission
    required: tuple[str, ...]
    """The names that the submission must define."""
    rubric: Rubric
    selected: frozenset[str]
    """The ids of the checks that are run."""
    device: str
    """``cpu`` or ``cuda``: the fastest device that checks may use."""
    checkpoint: Checkpoint | None
    """What was handed in to be judged without a training; None where the rubric allows none."""

    @property
    def data(self) -> Any:
        """The exercise's ``Dataset``, such as ``Names``. Raises ``RuntimeError`` without one."""

    def load(self) -> Loaded:
        """Load the submission into the worker (once; the answer is kept)."""

    def ask(
        self, function: str, form: Any, *, worker_device: str = "cpu", **arguments: Value
    ) -> Value:
        """Call a function of the exercise's probe in the worker; a dead worker is replaced first.

        ``form`` is that of the answer; see ``rnngrade.checks.form``. A worker for ``cuda`` is
        another one than that for ``cpu``.
        """

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
    ) -> Training:
        """Call a function of the probe that trains, in a worker of its own, and return what came.

        Raises no ``WorkerError``: the training says what went wrong. ``label`` names it in live
        reports, ``restored_from`` the checkpoint of which the function restores a model. Safe to
        call from several threads; as many run at a time as there are cores.
        """

    def reference(self, function: str, **arguments: Value) -> Value | None:
        """Ask the same of the reference solution, in a worker of its own.

        Returns None where solutions are not at hand.
        """

    def raised(
        self, error: StudentError, *, case: str | None = None, hint: str | None = None
    ) -> Failed:
        """Return the failure that shows an exception of the student's code, with its line.

        ``case`` says in which situation it was raised ("with a batch of one").
        """

    def stopped(self, error: WorkerError) -> Failed:
        """Return the failure that shows why the student's code gave no answer."""

    def confirmed(self, message: str, *mistakes: str, **evidence: Any) -> Failed:
        """Return the failure that names known mistakes, which the numbers have confirmed.

        Those that the rubric does not list are left out. The first one's hint is the next step.
        """

    def passed(self, check: Check) -> bool:
        """Whether a check that ran before has passed."""

    def generator(self, name: str) -> torch.Generator:
        """Return a fresh random generator, from the result's seed and ``name`` alone."""

    def setting(self, name: str) -> Any:
        """Return a setting of the running check, from the rubric."""

    def once(self, name: str, compute: Callable[[], T]) -> T:
        """Return ``compute()``, computed once for this submission and shared by its checks."""


CheckFunction = Callable[[Context], Passed]


@dataclass(frozen=True)
class Check:
    """A check as the engine runs it."""

    id: str
    label: str
    function: CheckFunction
    after: tuple[Check, ...] = ()
    settings: frozenset[str] = frozenset()


def check(
    *, after: Sequence[Check] = (), settings: Sequence[str] = ()
) -> Callable[[CheckFunction], Check]:
    """Declare a check. It is skipped when one that it comes ``after`` did not pass.

    ``settings`` names what the rubric must say for it, no more and no less.
    """

    def declare(function: CheckFunction) -> Check:
        label = (function.__doc__ or "").strip().split("\n")[0]
        if not label:
            raise TypeError(
                f"check {function.__name__} needs a docstring: its first line is the label"
            )
        return Check(function.__name__, label, function, tuple(after), frozenset(settings))

    return declare
