"""Exercise 2 in this process: its modules under the grader's name for them, and submissions."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import Any

from local_worker import LocalWorker

from rnngrade import submission
from rnngrade.checks.context import Examination
from rnngrade.checks.run import run_checks, with_dependencies
from rnngrade.content import find_exercise
from rnngrade.rubric import load_rubric
from rnngrade.scoring import Judgement
from rnngrade.worker.interface import Budget, Limits, Observed, Source, Value, Worker

EX2 = find_exercise("ex2")
PACKAGE = EX2.checks[0].function.__module__.rpartition(".")[0]
RUBRIC = load_rubric(
    EX2.rubric, exercise="ex2", expected={check.id: check.settings for check in EX2.checks}
)

convergence = import_module(f"{PACKAGE}.convergence")
generator = import_module(f"{PACKAGE}.generator")
honesty = import_module(f"{PACKAGE}.honesty")
task = import_module(f"{PACKAGE}.task")

TARGET = """
def adding_target(numbers, mask):
    return (numbers * mask).sum(dim=1, keepdim=True)
"""
ANYWHERE = """
def make_batch(batch_size, seq_len, generator=None):
    numbers = torch.rand(batch_size, seq_len, generator=generator)
    places = torch.rand(batch_size, seq_len, generator=generator).topk(2, dim=1).indices
    mask = torch.zeros(batch_size, seq_len).scatter(1, places, 1.0)
    return torch.stack((numbers, mask), dim=2), adding_target(numbers, mask)
"""
"""Marks at any two steps."""
BY_HALVES = """
def make_batch(batch_size, seq_len, generator=None):
    numbers = torch.rand(batch_size, seq_len, generator=generator)
    keys = torch.rand(batch_size, seq_len, generator=generator)
    half = seq_len // 2
    mask = torch.zeros(batch_size, seq_len)
    rows = torch.arange(batch_size)
    mask[rows, keys[:, :half].argmax(1)] = 1
    mask[rows, half + keys[:, half:].argmax(1)] = 1
    return torch.stack((numbers, mask), dim=2), adding_target(numbers, mask)
"""
"""One mark in each half."""
MODEL = """
class AddingModel(nn.Module):
    def __init__(self, size=8):
        super().__init__()
        self.into, self.within = nn.Linear(2, size), nn.Linear(2 * size, size)
        self.read = nn.Linear(size, 1)
    def forward(self, x):
        state = x.new_zeros(len(x), self.read.in_features)
        for step in x.unbind(1):
            chosen = torch.relu(self.into(step))
            state = torch.relu(self.within(torch.cat((state, chosen), dim=1)))
        return self.read(state)
"""
"""A recurrent network that can be right to the bit: relu(number + mark - 1) is added to a state."""
TRAIN = """
def train(seq_len, seed, device="cpu"):
    model, size = AddingModel(), 8
    both = torch.cat((torch.eye(size), torch.eye(size)), dim=1)
    right = [torch.ones(size, 2), -torch.ones(size), both, torch.zeros(size)]
    right += [torch.full((1, size), 1 / size), torch.zeros(1)]
    with torch.no_grad():
        for p, value in zip(model.parameters(), right, strict=True):
            p.copy_(value + NOISE * torch.randn_like(p))
    return model
"""
"""It finds the right weights at once, but for NOISE."""
EVALUATE = """
@torch.no_grad()
def evaluate(model, seq_len):
    x, y = make_batch(2000, seq_len)
    return F.mse_loss(model(x), y).item()
"""
START = "import math\nimport torch\nfrom torch import nn\nF = nn.functional\nNOISE = 0.0\n"


def written(**changed: str) -> str:
    """Return a right submission, with some of its parts written otherwise."""
    parts = {
        "target": TARGET,
        "batches": ANYWHERE,
        "model": MODEL,
        "train": TRAIN,
        "evaluate": EVALUATE,
    }
    return START + "\n".join(textwrap.dedent(part) for part in {**parts, **changed}.values())


class LocalTrainer(LocalWorker):
    """A ``Worker`` right here that trains, and tells nothing of it."""

    def train(
        self,
        function: str,
        arguments: Mapping[str, Value],
        budget: Budget,
        told: Callable[[Observed, float], None],
    ) -> tuple[Value, float]:
        del budget, told
        return self.ask(function, arguments), 1.0


class LocalPool:
    """A ``WorkerPool`` of such workers."""

    def start(self, limits: Limits, *, device: str = "cpu") -> Worker:
        del limits, device
        return LocalTrainer()

    def close(self) -> None:
        pass


def examination(code: str, *, seed: int = 0) -> Examination:
    """Return an examination of a submission of ``code`` by the rubric of exercise 2."""
    handed_in = submission.read_bytes("ex2_adding_problem.py", code.encode())
    source = Source(handed_in.definitions, handed_in.text, EX2.required, EX2.probe)
    return Examination(
        handed_in, source, RUBRIC, LocalPool(), seed=seed, device="cpu", reference=None
    )


def judged(code: str, *wanted: str, seed: int = 0) -> dict[str, Judgement]:
    """Return the judgements of these checks and of those that they come after, by id."""
    examined = examination(code, seed=seed)
    found = run_checks(with_dependencies(EX2.checks, wanted), examined)
    judgements = {judgement.id: judgement for judgement in found}
    examined.close()
    return judgements


def named(judgement: Judgement) -> list[str]:
    """Return the ids of the mistakes that a judgement names."""
    return [diagnosis.id for diagnosis in judgement.diagnosis]


def probe() -> ModuleType:
    """Return the exercise's probe as a module of its own."""
    module = ModuleType("probe")
    exec(compile(EX2.probe, "<probe>", "exec"), vars(module))  # noqa: S102
    return module


def student(**names: Any) -> SimpleNamespace:
    """Return a student's module with these names."""
    return SimpleNamespace(**names)
