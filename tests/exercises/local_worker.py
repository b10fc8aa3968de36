"""A worker that is no process: it runs code right here, for tests that ask much of it."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

from my_rnn import EX1

from rnngrade import submission
from rnngrade.checks.context import Examination
from rnngrade.rubric import load_rubric
from rnngrade.worker.interface import Limits, Loaded, Source, StudentError, Value, Worker

RUBRIC = load_rubric(
    EX1.rubric, exercise="ex1", expected={check.id: check.settings for check in EX1.checks}
)


class LocalWorker:
    """A ``Worker`` without a process of its own."""

    layers: tuple[str, ...] = ()
    output = ""

    def __init__(self) -> None:
        self.alive = True
        self._student = ModuleType("submission")
        self._probe = ModuleType("probe")

    def load(self, source: Source) -> Loaded:
        exec(compile(source.probe, "<probe>", "exec"), vars(self._probe))  # noqa: S102
        exec(compile(source.definitions, "<submission>", "exec"), vars(self._student))  # noqa: S102
        return Loaded("definitions", None, source.required)

    def ask(self, function: str, arguments: Mapping[str, Value]) -> Value:
        try:
            return getattr(self._probe, function)(self._student, **arguments)
        except Exception as error:
            raise StudentError(type(error).__name__, str(error)) from error

    def close(self) -> None:
        self.alive = False


class LocalPool:
    """A ``WorkerPool`` of local workers."""

    def start(self, limits: Limits, *, device: str = "cpu") -> Worker:
        del limits, device
        return LocalWorker()

    def close(self) -> None:
        pass


def examination(code: str, *, seed: int = 0) -> Examination:
    """Return an examination of a submission of ``code`` by the rubric of exercise 1."""
    handed_in = submission.read_bytes("ex1_my_rnn.py", code.encode())
    source = Source(handed_in.definitions, handed_in.text, EX1.required, EX1.probe)
    return Examination(
        handed_in, source, RUBRIC, LocalPool(), seed=seed, device="cpu", reference=None
    )
