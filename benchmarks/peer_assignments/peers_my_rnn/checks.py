"""The tests of ``my_rnn_tests.py`` as checks: the worker answers, and the grader compares."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from benchmarks.peer_assignments import my_rnn_tests
from benchmarks.peer_assignments.my_rnn_tests import BATCH, HIDDEN_SIZE, INPUT_SIZE, LENGTHS
from rnngrade.checks.compare import agree
from rnngrade.checks.form import Several
from rnngrade.checks.interface import Context, Failed, Passed, check
from rnngrade.checks.loading import load_required

SIZES = (INPUT_SIZE, HIDDEN_SIZE)
CALLED = {"parameters": Several(Tensor), "answers": Several([Tensor, Tensor])}
DIFFERENTIATED = {"parameters": Several(Tensor), "gradients": Several(Tensor), "x": Tensor}

Call = tuple[Tensor, Tensor | None]


@check()
def loads(context: Context) -> Passed:
    """Load the file."""
    return Passed("It loads.", notes=load_required(context))


@check(after=(loads,))
def shapes(context: Context) -> Passed:
    """Look at shapes."""
    sizes = [(batch, length) for batch in (1, BATCH) for length in LENGTHS]
    _, answers = ask(context, [(torch.randn(*size, INPUT_SIZE), None) for size in sizes])
    for (batch, length), (outputs, h_n) in zip(sizes, answers, strict=True):
        require(outputs.shape == (batch, length, HIDDEN_SIZE))
        require(h_n.shape == (1, batch, HIDDEN_SIZE))
    return Passed("They are right.")


@check(after=(loads,))
def outputs(context: Context) -> Passed:
    """Compare outputs with nn.RNN's."""
    calls: list[Call] = [(draw(BATCH, length, INPUT_SIZE), None) for length in LENGTHS]
    parameters, answers = ask(context, calls, double=True)
    twin = my_rnn_tests.twin_of(parameters)
    for (x, _), (found, _) in zip(calls, answers, strict=True):
        equal(context, found, twin(x)[0])
    return Passed("They are equal.")


@check(after=(loads,))
def hidden_state(context: Context) -> Passed:
    """Look at h_0 and h_n."""
    x, h_0 = draw(BATCH, 7, INPUT_SIZE), draw(1, BATCH, HIDDEN_SIZE)
    calls: list[Call] = [(x, h_0), (x, None)]
    parameters, answers = ask(context, calls, double=True)
    twin = my_rnn_tests.twin_of(parameters)
    for (_, given), (found, h_n) in zip(calls, answers, strict=True):
        equal(context, h_n, twin(x, given)[1])
        equal(context, h_n[0], found[:, -1])
    return Passed("It is.")


@check(after=(loads,))
def gradients(context: Context) -> Passed:
    """Follow gradients back to the first step."""
    x = draw(BATCH, 50, INPUT_SIZE)
    answer = context.ask("differentiated", DIFFERENTIATED, sizes=SIZES, x=x)
    twin = my_rnn_tests.twin_of(answer["parameters"])
    require(bool(answer["x"][:, 0].abs().max() > 0))
    equal(context, answer["x"], my_rnn_tests.input_gradient(twin, x))
    return Passed("They do.")


def draw(*shape: int) -> Tensor:
    """Return random numbers in float64."""
    return torch.randn(*shape, dtype=torch.float64)


def ask(
    context: Context, calls: Sequence[Call], *, double: bool = False
) -> tuple[list[Tensor], list[tuple[Tensor, Tensor]]]:
    """Return a model's parameters, and its outputs and h_n for each call."""
    given = [list(call) for call in calls]
    answer = context.ask("called", CALLED, sizes=SIZES, double=double, calls=given)
    return answer["parameters"], answer["answers"]


def equal(context: Context, found: Tensor, expected: Tensor) -> None:
    """Raise ``Failed`` where two tensors are not equal, up to rounding."""
    bound = context.rubric.tolerances["float64"]
    require(found.shape == expected.shape and agree(found, expected.detach(), bound))


def require(holds: bool) -> None:
    """Raise ``Failed`` unless it holds."""
    if not holds:
        raise Failed("it is not so")


CHECKS = (loads, shapes, outputs, hidden_state, gradients)
