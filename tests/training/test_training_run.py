"""One training in a worker of its own: what it told, what came of it, and when the worker ends."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from told import report, row

from rnngrade import submission
from rnngrade.checks.context import Examination
from rnngrade.rubric import Rubric
from rnngrade.training.interface import Progress
from rnngrade.training.run import TrainingRun
from rnngrade.worker.interface import (
    BadReply,
    Budget,
    BudgetUsedUp,
    Limits,
    Loaded,
    Observed,
    Source,
    StudentError,
    Value,
    Worker,
    WorkerCrash,
)

BUDGET = Budget(cpu_seconds=60, wall_seconds=360)
SOURCE = Source("", "", (), "")
LIMITS = Limits(10, 20, 2**30, 2**16, 2**26, 2**24, 100, 16)
FORM = {"is_none": bool}


@dataclass
class TrainingWorker:
    """A ``Worker`` whose training is written down: reports with CPU seconds, then its end."""

    reports: list[tuple[Observed, float]] = field(default_factory=list)
    ends: Value | Exception = field(default_factory=lambda: {"is_none": False})
    loads: Exception | None = None
    output: str = "printed"
    layers: tuple[str, ...] = ()
    alive: bool = True
    asked: list[tuple[str, Any]] = field(default_factory=list)

    def load(self, source: Source) -> Loaded:
        if self.loads is not None:
            raise self.loads
        return Loaded("definitions", None, ())

    def ask(self, function: str, arguments: Mapping[str, Value]) -> Value:
        self.asked.append((function, dict(arguments)))
        return 7

    def train(
        self,
        function: str,
        arguments: Mapping[str, Value],
        budget: Budget,
        told: Callable[[Observed, float], None],
    ) -> tuple[Value, float]:
        self.asked.append((function, dict(arguments)))
        for observed, seconds in self.reports:
            told(observed, seconds)
        if isinstance(self.ends, Exception):
            raise self.ends
        return self.ends, 12.5

    def close(self) -> None:
        self.alive = False


def run(
    worker: TrainingWorker,
    tell: Callable[[Progress], None] = lambda _: None,
    budget: Budget = BUDGET,
) -> TrainingRun:
    request = ("train", FORM, {"seq_len": 10})
    return TrainingRun(worker, SOURCE, request, budget, tell, "T = 10")


def test_it_has_the_answer_and_the_seconds_and_keeps_the_worker_for_questions() -> None:
    worker = TrainingWorker()
    training = run(worker)
    assert (training.answer, training.seconds, training.error) == ({"is_none": False}, 12.5, None)
    assert training.ask("predict", int, xs=[]) == 7
    assert worker.asked == [("train", {"seq_len": 10}), ("predict", {"xs": []})]
    assert training.output == "printed"
    training.close()
    assert not worker.alive


def test_progress_is_told_with_every_report() -> None:
    rows = [row(1, loss=0.5, gradient_norm=2.0), row(2, loss=0.25, gradient_norm=math.nan)]
    seen: list[Progress] = []
    run(TrainingWorker([(report(rows, steps=2), 1.5), (report(steps=9), 3.0)]), seen.append)
    assert seen == [
        Progress("T = 10", 2, 0.25, 2.0, 1.5, 60),
        Progress("T = 10", 9, 0.25, 2.0, 3.0, 60),
    ]


def test_restoring_is_told_before_anything_is_loaded() -> None:
    worker = TrainingWorker()
    request = ("restore", FORM, {"kind": ".pt"})
    seen: list[tuple[bool, list[Any]]] = []

    def tell(progress: Progress) -> None:
        seen.append((progress.restoring, list(worker.asked)))

    training = TrainingRun(worker, SOURCE, request, BUDGET, tell, "T = 10", "mine.pt")
    assert training.restored_from == "mine.pt"
    assert worker.asked == [("restore", {"kind": ".pt"})]
    assert seen == [(True, [])]


def test_a_loop_without_an_optimizer_is_counted_by_its_backward_passes() -> None:
    seen: list[Progress] = []
    run(TrainingWorker([(report(backwards=5), 1.0)]), seen.append)
    assert (seen[0].step, math.isnan(seen[0].loss)) == (5, True)


def test_on_a_gpu_the_seconds_are_those_of_the_wall() -> None:
    seen: list[Progress] = []
    budget = Budget(cpu_seconds=None, wall_seconds=30)
    training = run(TrainingWorker([(report(steps=1), 99.0)]), seen.append, budget)
    assert seen[0].budget_seconds == 30
    assert training.seconds < 5


@pytest.mark.parametrize(
    ("error", "lives_on"),
    [
        (StudentError("ValueError", "no"), True),
        (BudgetUsedUp("the training was stopped after 60 s of CPU time"), False),
        (WorkerCrash("ended"), False),
        (BadReply("damaged"), False),
    ],
)
def test_an_error_is_kept_with_what_was_told_before(error: Exception, lives_on: bool) -> None:
    worker = TrainingWorker([(report([row(1)], steps=1), 2.0)], ends=error)
    training = run(worker)
    assert (training.error, training.answer, training.seconds) == (error, None, 2.0)
    assert training.observations.column("step") == [1]
    assert worker.alive is lives_on


def test_a_submission_that_does_not_load_is_an_error_of_the_training() -> None:
    error = StudentError("SyntaxError", "")
    assert run(TrainingWorker(loads=error)).error is error


@pytest.mark.parametrize("answer", [None, {"is_none": 1}, {"is_none": False, "more": 1}])
def test_an_answer_of_another_form_is_a_bad_reply(answer: Value) -> None:
    training = run(TrainingWorker(ends=answer))
    assert isinstance(training.error, BadReply)
    assert training.answer is None


def test_forged_facts_are_a_bad_reply_and_end_the_worker() -> None:
    worker = TrainingWorker([(report(steps=-1), 1.0)])
    training = run(worker)
    assert isinstance(training.error, BadReply)
    assert not worker.alive


class TrainingPool:
    """A ``WorkerPool`` of one kind of worker, which remembers what was asked for."""

    def __init__(self, make: Callable[[], TrainingWorker]) -> None:
        self._make = make
        self.started: list[tuple[Limits, str]] = []
        self.workers: list[TrainingWorker] = []

    def start(self, limits: Limits, *, device: str = "cpu") -> Worker:
        self.started.append((limits, device))
        self.workers.append(self._make())
        return self.workers[-1]

    def close(self) -> None:
        pass


def examination(pool: TrainingPool, tell: Callable[[Progress], None]) -> Examination:
    rubric = Rubric("ex2", "1.0.0", "", 0.6, LIMITS, {}, (), (), {}, {}, "")
    handed_in = submission.read_bytes("a.py", b"pass")
    return Examination(
        handed_in, SOURCE, rubric, pool, seed=0, device="cpu", reference=None, tell=tell
    )


def test_an_examination_trains_in_a_worker_of_its_own_until_it_is_closed() -> None:
    seen: list[Progress] = []
    pool = TrainingPool(lambda: TrainingWorker([(report(steps=1), 1.0)]))
    examined = examination(pool, seen.append)
    trainings = [
        examined.train("train", FORM, BUDGET, label=f"T = {length}", seq_len=length)
        for length in (10, 50)
    ]
    assert [worker.asked for worker in pool.workers] == [
        [("train", {"seq_len": 10})],
        [("train", {"seq_len": 50})],
    ]
    assert [progress.label for progress in seen] == ["T = 10", "T = 50"]
    assert examined.output == "printedprinted"
    assert all(worker.alive for worker in pool.workers)
    examined.close()
    assert not any(worker.alive for worker in pool.workers)
    assert all(training.error is None for training in trainings)


def test_a_training_worker_may_use_its_budget_on_top_of_the_limits() -> None:
    pool = TrainingPool(TrainingWorker)
    examined = examination(pool, lambda _: None)
    gpu = Budget(cpu_seconds=None, wall_seconds=30)
    examined.train("train", FORM, BUDGET, label="")
    examined.train("train", FORM, gpu, label="", worker_device="cuda")
    assert [(limits.cpu_seconds, device) for limits, device in pool.started] == [
        (80, "cpu"),
        (50, "cuda"),
    ]


def test_no_more_trainings_run_at_a_time_than_there_are_cores(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("rnngrade.checks.context.TRAINING_SLOTS", threading.BoundedSemaphore(2))
    running, most = [], []

    def tell(progress: Progress) -> None:
        running.append(1)
        most.append(len(running))
        threading.Event().wait(0.02)
        running.pop()

    pool = TrainingPool(lambda: TrainingWorker([(report(), 1.0)]))
    examined = examination(pool, tell)
    threads = [
        threading.Thread(target=lambda: examined.train("train", FORM, BUDGET, label=""))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == 6
    assert max(most) == 2
