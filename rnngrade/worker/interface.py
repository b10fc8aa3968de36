"""What the worker stage offers: a confined process that runs a student's code, and answers.

Nothing raises across the boundary. What goes wrong in a worker arrives as one of the typed
exceptions below, in the grader.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from torch import Tensor

Value = Any
"""What crosses the boundary, either way: None, bool, int, float (NaN and infinities included), str,
``torch.Tensor`` (dense, CPU), and lists, tuples and string-keyed dicts of these. What a student
returns that is none of these arrives as ``Opaque``."""


@dataclass(frozen=True)
class Opaque:
    """Stands for a value of the student's that does not cross the boundary, such as a Module."""

    type_name: str
    text: str
    """Its ``repr``, bounded."""


@dataclass(frozen=True)
class Limits:
    """What one worker may use. From the rubric."""

    wall_seconds: float
    """Wall time for each request, loading included."""
    cpu_seconds: float
    """CPU time of the worker over its whole life; the import of torch is not counted."""
    memory_bytes: int
    """Memory on top of what the zygote holds."""
    output_bytes: int
    """Printed text that is kept; more is read and dropped."""
    reply_bytes: int
    """Size of one reply."""
    scratch_bytes: int
    """Size of all files that it writes, and so of any one."""
    scratch_files: int
    """How many files and folders it writes."""
    threads: int
    """How many threads and processes it has at a time."""


@dataclass(frozen=True)
class Source:
    """The code a worker is given: the student's, and the exercise's probe.

    ``definitions`` and ``text`` are those of the ``Submission``. ``required`` names what the
    exercise asks for. ``probe`` is the source of the exercise's ``probe.py``: functions that call
    the student's code in the worker. ``forbidden`` are dotted names (``torch.nn.RNN``) that raise
    while a probe runs. ``data`` is what a stand-in of ``rnngrade.data`` serves, by function
    (see ``child/data_stand_in.py``); None where there is nothing.
    """

    definitions: str
    text: str
    required: tuple[str, ...]
    probe: str
    forbidden: tuple[str, ...] = ()
    data: Mapping[str, Value] | None = None


@dataclass(frozen=True)
class Frame:
    """One frame of the student's own code in a traceback: line (from 1) of the module's text."""

    line: int
    function: str


@dataclass(frozen=True)
class Loaded:
    """How a submission was loaded.

    ``way`` is ``"definitions"`` or ``"whole"`` (the whole file was run, because a definition missed
    the name ``missing``). ``names`` are the required names that exist afterwards. ``skipped`` are
    statements that raised and were passed over.
    """

    way: str
    missing: str | None
    names: tuple[str, ...]
    skipped: tuple[StudentError, ...] = ()


@dataclass(frozen=True)
class Budget:
    """What one training may use."""

    cpu_seconds: float | None
    """CPU time; None on a GPU, where wall time alone counts."""
    wall_seconds: float
    """Wall time: on a CPU a backstop, several times larger."""
    max_steps: int | None = None
    """Optimizer steps, for verdicts that do not depend on the machine's speed; None for any."""

    @property
    def cpu_limit(self) -> float:
        """CPU seconds that are never passed, on a GPU either."""
        return self.wall_seconds if self.cpu_seconds is None else self.cpu_seconds


COLUMNS = (
    "step",
    "cpu_seconds",
    "loss",
    "gradient_norm",
    "clipped_norm",
    "learning_rate",
    "memory_bytes",
    "relative_change",
)
"""Of the rows of ``Observed``: what ``child/observe.py`` sees of a step."""


@dataclass(frozen=True)
class Observed:
    """What a worker says of a training under way. Explains a verdict, and never makes one.

    ``rows`` is float64 (n, len(COLUMNS)), NaN where unknown, those since the last one. ``facts``
    are counted from the beginning on.
    """

    rows: Tensor
    facts: Mapping[str, Any]


class WorkerError(Exception):
    """What a worker could not do. The message is a sentence for the student."""


class StudentError(WorkerError):
    """The student's code raised an exception."""

    def __init__(self, type_name: str, message: str, frames: Sequence[Frame] = ()) -> None:
        super().__init__(f"{type_name}: {message}" if message else type_name)
        self.type_name = type_name
        self.message = message
        self.frames = tuple(frames)
        """Outermost first; only frames of the student's own code."""


class ForbiddenCall(StudentError):
    """The student's code called a forbidden symbol; ``message`` is its dotted name."""


class WorkerTimeout(WorkerError):
    """The worker was stopped because a limit of time ran out."""

    def __init__(self, message: str, frames: Sequence[Frame] = ()) -> None:
        super().__init__(message)
        self.frames = tuple(frames)
        """Where the student's code was when it was stopped, as it says itself; outermost first."""


class WorkerCrash(WorkerError):
    """The worker ended without an answer: ``os._exit``, a signal, out of memory."""

    def __init__(self, message: str, frames: Sequence[Frame] = ()) -> None:
        super().__init__(message)
        self.frames = tuple(frames)
        """Where the student's code was when it crashed, as it says itself; outermost first."""


class BudgetUsedUp(WorkerTimeout):
    """A training was stopped because its budget ran out."""


class BadReply(WorkerError):
    """What came back is not a reply: damaged, too large, of a wrong type or dtype."""


class WorkerPoolError(Exception):
    """No worker can be started here: torch is missing, or the platform cannot fork.

    Never the student's fault, so it is no ``WorkerError``.
    """


class IsolationError(WorkerPoolError):
    """A worker can be started here, but not as confined as was demanded."""


class Worker(Protocol):
    """One confined process with one submission in it.

    After any ``WorkerError`` but ``StudentError`` it is dead, and every further call raises
    ``WorkerCrash``.
    """

    @property
    def layers(self) -> tuple[str, ...]:
        """The isolation layers that were active before student code ran."""

    @property
    def alive(self) -> bool:
        """Whether it can still be asked."""

    @property
    def output(self) -> str:
        """What the student's code printed so far (stdout and stderr as they came), bounded."""

    def load(self, source: Source) -> Loaded:
        """Run the student's definitions, and the exercise's probe.

        Raises ``StudentError`` where nothing required was defined because of an exception, and
        ``ValueError`` where the probe itself cannot be loaded, which is the exercise's fault.
        """

    def ask(self, function: str, arguments: Mapping[str, Value]) -> Value:
        """Call ``function(student, **arguments)`` of the probe, and return what it returns.

        ``student`` is the module of the student's definitions. Raises ``LookupError`` where the
        probe has no such function, which is the exercise's fault.
        """

    def train(
        self,
        function: str,
        arguments: Mapping[str, Value],
        budget: Budget,
        told: Callable[[Observed, float], None],
    ) -> tuple[Value, float]:
        """Call a function of the probe that trains; return its value, and the CPU seconds it took.

        ``told`` is given what was observed, and the CPU seconds so far, several times a second. CPU
        time is measured from outside; where it cannot be, wall time stands in. Raises
        ``BudgetUsedUp``.
        """

    def close(self) -> None:
        """Kill the worker and everything that it started. Safe to call twice."""


class WorkerPool(Protocol):
    """Where workers come from: a zygote, or a fake of the tests."""

    def start(self, limits: Limits, *, device: str = "cpu") -> Worker:
        """Return a fresh worker with no code in it. Safe to call from several threads."""

    def close(self) -> None:
        """End every worker and the zygote itself. Safe to call twice."""
