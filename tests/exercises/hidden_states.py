"""Exercise 5 in this process: its modules, and submissions."""

from __future__ import annotations

import textwrap
from importlib import import_module

from adding_problem import LocalPool

from rnngrade import submission
from rnngrade.checks.context import Examination
from rnngrade.checks.run import run_checks, with_dependencies
from rnngrade.content import find_exercise
from rnngrade.data.load import load
from rnngrade.rubric import load_rubric
from rnngrade.scoring import Judgement
from rnngrade.worker.interface import Source

EX5 = find_exercise("ex5")
PACKAGE = EX5.checks[0].function.__module__.rpartition(".")[0]
RUBRIC = load_rubric(
    EX5.rubric, exercise="ex5", expected={check.id: check.settings for check in EX5.checks}
)

components = import_module(f"{PACKAGE}.components")
findings = import_module(f"{PACKAGE}.findings")
neighbours = import_module(f"{PACKAGE}.neighbours")
threads = import_module(f"{PACKAGE}.threads")
network = import_module(f"{PACKAGE}.network")

START = """
import numpy as np
import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
"""
STATES = """
def numbers(model, sentence):
    return torch.tensor([model.vocabulary.get(word, 1) for word in sentence])

@torch.no_grad()
def hidden_states(model, sentences):
    model.eval()
    return [model.rnn(model.embedding(numbers(model, s))[None])[0][0].numpy() for s in sentences]
"""
PROJECT = """
def project(states, method="pca", seed=0):
    x = np.concatenate(states)
    if method == "tsne":
        from sklearn.manifold import TSNE
        return TSNE(perplexity=min(30, (len(x) - 1) / 3), random_state=seed).fit_transform(x)
    x = x - x.mean(axis=0)
    return x @ np.linalg.svd(x, full_matrices=False)[2][:2].T
"""
PLOT = """
def plot(points, sentiment, position):
    raise NotImplementedError
"""


def written(**changed: str) -> str:
    """Return a submission, some of its parts written otherwise."""
    parts = {"start": START, "states": STATES, "project": PROJECT, "plot": PLOT}
    return "\n".join(textwrap.dedent(part) for part in {**parts, **changed}.values())


def examination(code: str, *, seed: int = 0) -> Examination:
    """Return an examination of a submission of ``code`` by the rubric of exercise 5."""
    handed_in = submission.read_bytes("ex5_hidden_states.py", code.encode())
    source = Source(handed_in.definitions, handed_in.text, EX5.required, EX5.probe)
    return Examination(
        handed_in,
        source,
        RUBRIC,
        LocalPool(),
        seed=seed,
        device="cpu",
        reference=None,
        data=load("sentiment"),
    )


def judged(code: str, *wanted: str, seed: int = 0) -> dict[str, Judgement]:
    """Return the judgements of these checks and of those that they come after, by id."""
    examined = examination(code, seed=seed)
    with threads.one_thread():
        found = run_checks(with_dependencies(EX5.checks, wanted), examined)
        judgements = {judgement.id: judgement for judgement in found}
    examined.close()
    return judgements


def named(judgements: dict[str, Judgement]) -> set[str]:
    """Return the ids of the mistakes that these judgements name."""
    return {found.id for judgement in judgements.values() for found in judgement.diagnosis}
