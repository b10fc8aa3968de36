"""Exercise 4 in this process: its modules under the grader's name for them, and submissions."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import mkdtemp
from types import ModuleType
from typing import Any

import torch
from adding_problem import LocalPool

from rnngrade import submission
from rnngrade.checks.context import Examination
from rnngrade.checks.run import run_checks, with_dependencies
from rnngrade.content import find_exercise
from rnngrade.rubric import load_rubric
from rnngrade.scoring import Judgement
from rnngrade.worker.interface import Source

EX4 = find_exercise("ex4")
PACKAGE = EX4.checks[0].function.__module__.rpartition(".")[0]
RUBRIC = load_rubric(
    EX4.rubric,
    exercise="ex4",
    expected={check.id: check.settings for check in EX4.checks},
    restores=True,
)

convergence = import_module(f"{PACKAGE}.convergence")
dates = import_module(f"{PACKAGE}.dates")
explanation = import_module(f"{PACKAGE}.explanation")
measure = import_module(f"{PACKAGE}.measure")
mistakes = import_module(f"{PACKAGE}.mistakes")
pairs = import_module(f"{PACKAGE}.pairs")
spread = import_module(f"{PACKAGE}.spread")

assert EX4.solution is not None
REFERENCE = EX4.solution.read_text()


@cache
def reference() -> Any:
    """Return the reference as a module."""
    module = ModuleType("reference")
    exec(compile(REFERENCE, "<reference>", "exec"), vars(module))  # noqa: S102
    return module


@cache
def trained() -> Path:
    """Return a file with the reference's weights, trained once on all days of level 1."""
    module = reference()
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    model = module.train(module.make_pairs(12_000, 1), 0)
    torch.set_num_threads(threads)
    path = Path(mkdtemp()) / "weights.pt"
    torch.save(model.state_dict(), path)
    return path


TRAIN = """

def train(pairs, seed, device="cpu"):
    model = DateConverter()
    model.load_state_dict(torch.load({path!r}))
    return model
"""
"""It finds trained weights at once."""


def written(*replaced: tuple[str, str], then: str = "") -> str:
    """Return the reference with parts replaced and ``then`` behind it, which may define anew."""
    code = REFERENCE
    for old, new in replaced:
        assert old in code, f"the reference does not say {old!r} any more"
        code = code.replace(old, new)
    return code + then


def ready_made(*replaced: tuple[str, str], then: str = "") -> str:
    """Return the same with a ``train`` that loads weights trained before."""
    return written(*replaced, then=TRAIN.format(path=str(trained())) + then)


def examination(code: str, *, seed: int = 0) -> Examination:
    """Return an examination of a submission of ``code`` by the rubric of exercise 4."""
    handed_in = submission.read_bytes("ex4_date_converter.py", code.encode())
    source = Source(handed_in.definitions, handed_in.text, EX4.required, EX4.probe)
    return Examination(
        handed_in, source, RUBRIC, LocalPool(), seed=seed, device="cpu", reference=None
    )


def judged(code: str, *wanted: str, seed: int = 0) -> dict[str, Judgement]:
    """Return the judgements of these checks and of those that they come after, by id."""
    examined = examination(code, seed=seed)
    found = run_checks(with_dependencies(EX4.checks, wanted), examined)
    judgements = {judgement.id: judgement for judgement in found}
    examined.close()
    return judgements


def named(judgement: Judgement) -> list[str]:
    """Return the ids of the mistakes that a judgement names."""
    return [diagnosis.id for diagnosis in judgement.diagnosis]


def probe() -> Any:
    """Return the exercise's probe as a module of its own."""
    module = ModuleType("probe")
    exec(compile(EX4.probe, "<probe>", "exec"), vars(module))  # noqa: S102
    return module
