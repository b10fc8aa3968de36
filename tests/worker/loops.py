"""Small training loops for a worker, and what it tells of them."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
from confined import source
from torch import Tensor

from rnngrade.worker import Worker, Zygote
from rnngrade.worker.interface import COLUMNS, Budget, Observed, Value

AMPLE = Budget(cpu_seconds=20, wall_seconds=60)
START = """
import math, os, random, threading, time
import torch
from torch import nn
F = nn.functional
torch.manual_seed(0)

class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.RNN(2, 4, batch_first=True)
        self.out = nn.Linear(4, 1)
    def forward(self, x, h_0=None):
        return self.out(self.rnn(x, h_0)[0][:, -1])

model = Model()
x, y = torch.randn(8, 5, 2), torch.randn(8, 1)

def batch():
    return torch.randn(8, 5, 2), torch.randn(8, 1)

def weights():
    return [p.detach() for p in model.parameters()]
"""
"""What every loop below has at hand."""


@dataclass
class Told:
    """All that a worker told of one training."""

    value: Value = None
    cpu_seconds: float = 0.0
    reports: list[Observed] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def take(self, observed: Observed, cpu_seconds: float) -> None:
        self.reports.append(observed)
        self.seconds.append(cpu_seconds)

    @property
    def facts(self) -> dict[str, Any]:
        """Those of the last report."""
        return dict(self.reports[-1].facts)

    @property
    def rows(self) -> Tensor:
        """The rows of all reports."""
        return torch.cat([report.rows for report in self.reports])

    def column(self, name: str) -> list[float]:
        """Return one column of all rows."""
        column: list[float] = self.rows[:, COLUMNS.index(name)].tolist()
        return column


def trainers() -> Zygote:
    """Return a pool whose workers have what torch imports for the first optimizer (1.4 CPU s)."""
    return Zygote(preload=("torch._dynamo",))


def loop(lines: str, before: str = "") -> str:
    """Return a ``train`` of these lines; ``before`` stands outside it."""
    body = textwrap.indent(textwrap.dedent(lines), "    ")
    return f"{START}\n{textwrap.dedent(before)}\ndef train():\n{body}\n"


def steps(lines: str, count: int = 20, optimizer: str = "SGD(model.parameters(), lr=0.1)") -> str:
    """Return a ``train`` that does these lines ``count`` times, with a fresh batch each time."""
    body = textwrap.indent(textwrap.dedent(lines).strip(), "    ")
    return loop(
        f"optimizer = torch.optim.{optimizer}\n"
        f"for step in range({count}):\n    x, y = batch()\n{body}\n"
    )


FIT = """
loss = F.mse_loss(model(x), y)
optimizer.zero_grad()
loss.backward()
optimizer.step()
"""
"""An ordinary step."""


def around(lines: str) -> str:
    """Return a ``train`` of these lines, one of which is STEPS: 20 ordinary steps."""
    ordinary = "for step in range(20):\n    x, y = batch()\n" + textwrap.indent(FIT.strip(), "    ")
    written = []
    for line in textwrap.dedent(lines).strip().splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        written.append(textwrap.indent(ordinary, indent) if line.strip() == "STEPS" else line)
    return loop("optimizer = torch.optim.SGD(model.parameters(), lr=0.1)\n" + "\n".join(written))


def trained(
    start: Callable[..., Worker],
    code: str,
    budget: Budget = AMPLE,
    told: Told | None = None,
    **limits: float,
) -> Told:
    """Load the code into a worker, call its ``train``, and return what was told."""
    worker = start(**limits)
    worker.load(source(code))
    return trained_in(worker, budget, told)


def trained_in(worker: Worker, budget: Budget = AMPLE, told: Told | None = None) -> Told:
    """Call ``train`` in a worker, and return what was told; also where it raises."""
    told = told or Told()
    request = {"name": "train"}
    told.value, told.cpu_seconds = worker.train("call", request, budget, told.take)
    return told
