"""Workers that answer by a script, and what an examination of them needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rnngrade import submission
from rnngrade.checks.context import Examination, LiveWorker
from rnngrade.rubric import CheckRubric, Rubric
from rnngrade.worker.interface import (
    Limits,
    Loaded,
    Source,
    StudentError,
    Value,
    Worker,
    WorkerCrash,
)

LIMITS = Limits(10, 60, 2**30, 2**16, 2**26, 2**24, 100, 16)
CODE = b"import torch\n\nclass MyRNN(torch.nn.Module):\n    pass\n"
LOADED = Loaded("definitions", None, ("MyRNN",))


@dataclass
class ScriptedWorker:
    """A ``Worker`` whose answers are written down; one that is an exception is raised.

    As any worker, it is dead after whatever is no ``StudentError``.
    """

    answers: Mapping[str, Value]
    loads_as: Loaded | Exception = LOADED
    prints: str = ""
    layers: tuple[str, ...] = ("scripted",)
    alive: bool = True
    output: str = ""
    loaded: list[Source] = field(default_factory=list)
    asked: list[tuple[str, Mapping[str, Value]]] = field(default_factory=list)

    def load(self, source: Source) -> Loaded:
        self.loaded.append(source)
        self.output += self.prints
        loaded: Loaded = self._answer(self.loads_as)
        return loaded

    def ask(self, function: str, arguments: Mapping[str, Value]) -> Value:
        self.asked.append((function, arguments))
        return self._answer(self.answers[function])

    def close(self) -> None:
        self.alive = False

    def _answer(self, answer: Value) -> Value:
        if not self.alive:
            raise WorkerCrash("this worker has ended already")
        if isinstance(answer, Exception):
            self.alive = isinstance(answer, StudentError)
            raise answer
        return answer


class ScriptedPool:
    """A ``WorkerPool`` that hands out these workers in turn, and remembers on what devices."""

    def __init__(self, *workers: ScriptedWorker) -> None:
        self._left = list(workers)
        self.devices: list[str] = []

    def start(self, limits: Limits, *, device: str = "cpu") -> Worker:
        assert limits == LIMITS
        self.devices.append(device)
        return self._left.pop(0)

    def close(self) -> None:
        self._left.clear()


def rubric(**settings: Mapping[str, Value]) -> Rubric:
    """Return a rubric with these checks and their settings, 10 points each."""
    return Rubric(
        exercise="ex1",
        version="1.0.0",
        title="",
        pass_mark=0.6,
        limits=LIMITS,
        tolerances={},
        forbidden_within=(),
        forbidden_symbols=(),
        checks={name: CheckRubric(10, given) for name, given in settings.items()},
        mistakes={},
        sha256="",
    )


def source(code: bytes = CODE) -> Source:
    """Return the source of a submission of this code."""
    read = submission.read_bytes("ex1_my_rnn.py", code)
    return Source(read.definitions, read.text, ("MyRNN",), "")


def examination(
    *workers: ScriptedWorker,
    code: bytes = CODE,
    seed: int = 0,
    judged_by: Rubric | None = None,
    reference: ScriptedWorker | None = None,
    pool: ScriptedPool | None = None,
) -> Examination:
    """Return an examination of a submission of ``code`` in these workers."""
    live = None
    given = judged_by or rubric()
    if reference is not None:
        live = LiveWorker(ScriptedPool(reference), source(), given.limits, "cpu")
    return Examination(
        submission.read_bytes("ex1_my_rnn.py", code),
        source(code),
        given,
        pool or ScriptedPool(*workers),
        seed=seed,
        device="cpu",
        reference=live,
    )


def worker(
    loads_as: Loaded | Exception = LOADED, prints: str = "", **answers: Value
) -> ScriptedWorker:
    """Return a worker that answers each function of the probe as written."""
    return ScriptedWorker(answers, loads_as, prints)


def loaded(*names: str, missing: str | None = None, skipped: Sequence[StudentError] = ()) -> Loaded:
    """Return how a submission with these names was loaded."""
    return Loaded("whole" if missing else "definitions", missing, names, tuple(skipped))
