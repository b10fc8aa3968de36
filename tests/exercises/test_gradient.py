"""The gradients that a student's are compared with are those of the recurrence."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from my_rnn import gradient, identification, subject
from torch import Tensor

from rnngrade.worker.interface import Value

BATCH, LENGTH, (INPUTS, HIDDEN) = subject.BATCH, subject.LENGTH, subject.SIZES


def normal(generator: torch.Generator, *shape: int) -> Tensor:
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


def asked(seed: int, *, with_h_0: bool = True) -> tuple[Value, Value, torch.Generator]:
    """Draw a recurrence and a question about it."""
    generator = torch.Generator().manual_seed(seed)
    shapes = ((HIDDEN, INPUTS), (HIDDEN, HIDDEN), (HIDDEN,))
    recurrence = identification.Recurrence(*(0.4 * normal(generator, *shape) for shape in shapes))
    call = subject.Call(
        normal(generator, BATCH, LENGTH, INPUTS),
        normal(generator, 1, BATCH, HIDDEN) if with_h_0 else None,
    )
    weights = {
        "outputs": normal(generator, BATCH, LENGTH, HIDDEN),
        "h_n": normal(generator, 1, BATCH, HIDDEN),
    }
    return recurrence, gradient.Question(call, weights), generator


def loss(x: Tensor, h_0: Tensor, a: Tensor, b: Tensor, c: Tensor, weights: Value) -> Tensor:
    """Compute the loss from the formula of the statement."""
    h, total = h_0[0], torch.zeros((), dtype=torch.float64)
    for t in range(x.shape[1]):
        h = torch.tanh(x[:, t] @ a.T + h @ b.T + c)
        total = total + (h * weights["outputs"][:, t]).sum()
    return total + (h * weights["h_n"][0]).sum()


@given(seed=st.integers(0, 2**32))
def test_gradients_equal_finite_differences_of_the_formula(seed: int) -> None:
    recurrence, question, generator = asked(seed)
    found = gradient.of_twin(recurrence, question)
    gradients = [found.x, found.h_0, *(found.parameters[name] for name in "ABC".replace("C", "c"))]
    point = [
        question.call.x,
        question.call.h_0,
        recurrence.input_weight,
        recurrence.hidden_weight,
        recurrence.bias,
    ]
    step = 1e-5
    for index, value in enumerate(point):
        direction = normal(generator, *value.shape)
        ends = []
        for sign in (1, -1):
            moved = list(point)
            moved[index] = value + sign * step * direction
            ends.append(float(loss(*moved, question.weights)))
        right = (ends[0] - ends[1]) / (2 * step)
        assert float((gradients[index] * direction).sum()) == pytest.approx(
            right, rel=1e-5, abs=1e-5
        )


def test_without_h_0_there_is_no_gradient_for_it() -> None:
    recurrence, question, _ = asked(0, with_h_0=False)
    found = gradient.of_twin(recurrence, question)
    assert found.h_0 is None
    assert found.x is not None


@given(seed=st.integers(0, 2**32))
def test_a_cut_graph_has_the_gradient_of_each_step_alone(seed: int) -> None:
    recurrence, question, _ = asked(seed)
    found = gradient.of_twin(recurrence, question, cut=True)
    outputs, h = [], question.call.h_0[0]
    for t in range(LENGTH):
        h = torch.tanh(recurrence.pre_activation(question.call.x[:, t], h))
        outputs.append(h)
    states = torch.stack(outputs, dim=1)
    above = question.weights["outputs"].clone()
    above[:, -1] += question.weights["h_n"][0]
    through_tanh = above * (1 - states**2)
    assert torch.allclose(found.x, through_tanh @ recurrence.input_weight, rtol=0, atol=1e-12)
    to_h_0 = through_tanh[:, 0] @ recurrence.hidden_weight
    assert torch.allclose(found.h_0[0], to_h_0, rtol=0, atol=1e-12)


def test_a_cut_graph_differs_from_a_whole_one() -> None:
    recurrence, question, _ = asked(0)
    whole, cut = (gradient.of_twin(recurrence, question, cut=cut) for cut in (False, True))
    assert (whole.x - cut.x).abs().max() > 0.01
    assert (whole.parameters["B"] - cut.parameters["B"]).abs().max() > 0.01


def test_the_questions_own_tensors_are_left_as_they_are() -> None:
    recurrence, question, _ = asked(0)
    x, h_0 = question.call.x.clone(), question.call.h_0.clone()
    gradient.of_twin(recurrence, question)
    assert torch.equal(question.call.x, x)
    assert torch.equal(question.call.h_0, h_0)
    assert not question.call.x.requires_grad
