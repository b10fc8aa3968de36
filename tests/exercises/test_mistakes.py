"""Mistakes are named where their numbers agree, and nowhere else."""

from __future__ import annotations

import ast
import json
from functools import cache

import pytest
from local_worker import examination
from my_rnn import EX1, hypotheses, identification, mistakes, subject

from rnngrade.result import Outcome
from rnngrade.validation import cases

MISTAKES = frozenset(json.loads(EX1.rubric.read_text(encoding="utf-8"))["mistakes"])
CASES = cases(EX1)
SOURCES = [
    path
    for path in sorted(EX1.folder.glob("*.py"))
    if path.name not in ("__init__.py", "probe.py", "stub.py")
]
SEEDS = range(20)
RIGHT = {
    "two_layers": """
import torch
from torch import nn
class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size)
    def forward(self, x, h_0=None):
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs = []
        for t in range(x.size(1)):
            h = torch.tanh(self.W_xh(x[:, t]) + self.W_hh(h))
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
""",
    "one_weight": """
import torch
from torch import nn
class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W = nn.Parameter(torch.randn(input_size + hidden_size + 1, hidden_size) / 3)
    def forward(self, x, h_0=None):
        h = torch.zeros(len(x), self.hidden_size, dtype=x.dtype) if h_0 is None else h_0.squeeze(0)
        outputs = x.new_empty(*x.shape[:2], self.hidden_size)
        one = torch.ones(len(x), 1, dtype=x.dtype)
        for t, x_t in enumerate(x.unbind(1)):
            h = torch.tanh(torch.cat([x_t, h, one], dim=1) @ self.W)
            outputs[:, t] = h
        return outputs, h[None]
""",
}


def named(code: str, seed: int) -> set[str]:
    asked = subject.Subject(examination(code, seed=seed))
    return {diagnosis.id for diagnosis in mistakes.diagnose(asked)}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("code", RIGHT.values(), ids=RIGHT)
def test_a_right_rnn_is_given_no_diagnosis(code: str, seed: int) -> None:
    assert named(code, seed) == set()


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ("torch.tanh(self", "(self", "no_tanh"),
        ("torch.tanh(self", "torch.relu(self", "relu_for_tanh"),
        ("torch.tanh(self", "torch.sigmoid(self", "sigmoid_for_tanh"),
        ("self.W_xh(x[:, t])", "self.W_xh(x[:, t - 1])", "input_one_step_late"),
        ("x[:, t]", "x[:, -1 - t]", "time_reversed"),
        ("self.W_hh(h)", "self.W_hh(h.mean(0))", "mean_over_batch"),
    ],
    ids=lambda text: text if text in MISTAKES else "",
)
def test_one_changed_line_is_named_with_every_seed(
    old: str, new: str, mistake: str, seed: int
) -> None:
    wrong = RIGHT["two_layers"].replace(old, new)
    assert wrong != RIGHT["two_layers"]
    assert named(wrong, seed) == {mistake}


def test_a_submission_that_raises_is_given_no_diagnosis() -> None:
    raising = RIGHT["two_layers"].replace("outputs = []", "raise ValueError('no')")
    asked = subject.Subject(examination(raising))
    assert mistakes.observe(asked) is None


def test_noise_is_given_no_diagnosis() -> None:
    noise = RIGHT["two_layers"].replace("self.W_hh(h))", "self.W_hh(h)) + torch.randn_like(h)")
    assert named(noise, 0) == set()


def test_constant_outputs_are_given_no_diagnosis() -> None:
    constant = RIGHT["two_layers"].replace("outputs.append(h)", "outputs.append(0 * h + 0.5)")
    assert named(constant, 0) == set()


@pytest.mark.parametrize("mistake", sorted(MISTAKES))
def test_an_example_submission_makes(mistake: str) -> None:
    examples = [case for case in CASES if mistake in case.expected.diagnosis]
    assert examples
    assert all(case.expected.outcome is Outcome.FAIL for case in examples)


def test_every_mistake_that_an_example_must_be_given_is_in_the_rubric() -> None:
    assert set().union(*(case.expected.diagnosis for case in CASES)) <= MISTAKES


@cache
def literals() -> frozenset[str]:
    """Return every string that stands in the code of the exercise."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES]
    nodes = (node for tree in trees for node in ast.walk(tree))
    return frozenset(n.value for n in nodes if isinstance(n, ast.Constant) and type(n.value) is str)


@pytest.mark.parametrize("mistake", sorted(MISTAKES))
def test_the_code_can_name(mistake: str) -> None:
    activations = {f"{activation.id}_for_tanh" for activation in identification.OTHERS}
    assert mistake in literals() | activations


def test_what_the_code_can_name_is_in_the_rubric() -> None:
    assert {hypothesis.id for hypothesis in hypotheses.RECURRENT} <= MISTAKES
    assert hypotheses.SHAPED.keys() <= MISTAKES
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = _strings_beside_each_other(node)
            # One mistake among them says that all of them are.
            assert not names & MISTAKES or names <= MISTAKES, (path.name, names - MISTAKES)


def _strings_beside_each_other(node: ast.AST) -> set[str]:
    """Return the strings of one literal: the keys of a dict, the elements of a list, a choice."""
    match node:
        case (
            ast.Dict(keys=parts)
            | ast.List(elts=parts)
            | ast.Tuple(elts=parts)
            | ast.Set(elts=parts)
        ):
            found = parts
        case ast.IfExp(body=one, orelse=other):
            found = [one, other]
        case ast.Call(func=ast.Name(id="confirmed" | "named"), args=args):
            found = [part for part in args if not _is_sentence(part)]
        case _:
            return set()
    return {p.value for p in found if isinstance(p, ast.Constant) and type(p.value) is str}


def _is_sentence(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and " " in str(node.value)
