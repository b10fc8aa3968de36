"""Exercise 3 in this process: its modules, toy names, and submissions."""

from __future__ import annotations

import itertools
import textwrap
import warnings
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from adding_problem import LocalPool

from rnngrade import submission
from rnngrade.checks.context import Examination
from rnngrade.checks.run import run_checks, with_dependencies
from rnngrade.content import find_exercise
from rnngrade.data.interface import Names
from rnngrade.rubric import load_rubric
from rnngrade.scoring import Judgement
from rnngrade.worker.interface import Source

EX3 = find_exercise("ex3")
PACKAGE = EX3.checks[0].function.__module__.rpartition(".")[0]
RUBRIC = load_rubric(
    EX3.rubric, exercise="ex3", expected={check.id: check.settings for check in EX3.checks}
)

convergence = import_module(f"{PACKAGE}.convergence")
encoding = import_module(f"{PACKAGE}.encoding")
forms = import_module(f"{PACKAGE}.forms")
measured = import_module(f"{PACKAGE}.measured")
names = import_module(f"{PACKAGE}.names")
structure = import_module(f"{PACKAGE}.structure")


@cache
def reference() -> Any:
    """Return the reference as a module."""
    assert EX3.solution is not None
    module = ModuleType("reference")
    with warnings.catch_warnings():  # where there are no real names it says so
        warnings.simplefilter("ignore")
        exec(compile(EX3.solution.read_text(), "<reference>", "exec"), vars(module))  # noqa: S102
    return module


SPELLED = [
    "".join(letters) for length in (5, 6, 7) for letters in itertools.product("aeo", repeat=length)
]
"""Names of three letters, in every order."""


def language_of(name: str) -> str:
    """Return the toy language of a name: by its first and its last letter."""
    return {"a": "Andic", "e": "Elbic", "o": "Ostic"}[name[0] if name[-1] == "o" else name[-1]]


def toy(*, is_substitute: bool = False) -> Names:
    """Return names that nothing but their order tells apart; sorted by language."""
    pairs = sorted(((name, language_of(name)) for name in SPELLED), key=lambda pair: pair[::-1])
    return Names(
        name="names",
        edition="toy",
        is_substitute=is_substitute,
        languages=("Andic", "Elbic", "Ostic"),
        train=tuple(pair for number, pair in enumerate(pairs) if number % 4),
        test=tuple(pairs[::4]),
    )


ENCODING = """
def fold(name):
    apart = unicodedata.normalize("NFD", name)
    return "".join(c for c in apart if c in LETTERS)

def name_to_tensor(name):
    return torch.eye(57)[[LETTERS.index(c) for c in fold(name)]]
"""
MODEL = """
class NameClassifier(nn.Module):
    def __init__(self, size=24):
        super().__init__()
        self.rnn = nn.GRU(57, size, batch_first=True)
        self.read = nn.Linear(size, 3)
    def forward(self, x, lengths):
        states, _ = self.rnn(x)
        return self.read(states[torch.arange(len(x)), lengths - 1])
"""
TRAIN = """
def batch(names):
    return pad_sequence([name_to_tensor(n) for n in names], True), torch.tensor([*map(len, names)])

def train(pairs, seed, device="cpu"):
    model = NameClassifier()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    x, lengths = batch([name for name, _ in pairs])
    y = torch.tensor([LANGUAGES.index(language) for _, language in pairs])
    for step in range(STEPS):
        chosen = torch.randperm(len(pairs))[:128]
        loss = F.cross_entropy(model(x[chosen], lengths[chosen]), y[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model
"""
PREDICT = """
@torch.no_grad()
def predict(model, names):
    outputs = model(*batch([fold(name) for name in names]))
    return [LANGUAGES[place] for place in outputs.argmax(1)]
"""
START = """
import string, unicodedata
import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
F = nn.functional
LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = ["Andic", "Elbic", "Ostic"]
STEPS = 80
"""


def written(**changed: str) -> str:
    """Return a right submission for the toy names, with some of its parts written otherwise."""
    parts = {
        "start": START,
        "encoding": ENCODING,
        "model": MODEL,
        "train": TRAIN,
        "predict": PREDICT,
    }
    return "\n".join(textwrap.dedent(part) for part in {**parts, **changed}.values())


def examination(code: str, *, seed: int = 0, data: Names | None = None) -> Examination:
    """Return an examination of a submission of ``code`` by the rubric of exercise 3."""
    handed_in = submission.read_bytes("ex3_name_classifier.py", code.encode())
    source = Source(handed_in.definitions, handed_in.text, EX3.required, EX3.probe)
    return Examination(
        handed_in,
        source,
        RUBRIC,
        LocalPool(),
        seed=seed,
        device="cpu",
        reference=None,
        data=data or toy(),
    )


def judged(code: str, *wanted: str, seed: int = 0) -> dict[str, Judgement]:
    """Return the judgements of these checks and of those that they come after, by id."""
    examined = examination(code, seed=seed)
    found = run_checks(with_dependencies(EX3.checks, wanted), examined)
    judgements = {judgement.id: judgement for judgement in found}
    examined.close()
    return judgements
