"""The oracle is nn.RNN, and nn.RNN is what the statement says."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from my_rnn import identification, oracle
from torch import Tensor

from rnngrade.worker.interface import Value

SEEDS = st.integers(0, 2**32)


def drawn(seed: int) -> tuple[Value, torch.Generator]:
    generator = torch.Generator().manual_seed(seed)

    def weights(*shape: int) -> Tensor:
        return 0.4 * torch.randn(*shape, generator=generator, dtype=torch.float64)

    return identification.Recurrence(weights(5, 3), weights(5, 5), weights(5)), generator


def normal(generator: torch.Generator, *shape: int) -> Tensor:
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


def by_hand(recurrence: Value, x: Tensor, h: Tensor) -> Tensor:
    """Compute the states (batch, seq_len, hidden_size) as the statement has it."""
    states = []
    for t in range(x.shape[1]):
        a = x[:, t] @ recurrence.input_weight.T + h @ recurrence.hidden_weight.T + recurrence.bias
        h = torch.tanh(a)
        states.append(h)
    return torch.stack(states, dim=1)


@given(SEEDS)
def test_one_step_is_tanh_of_the_sum(seed: int) -> None:
    recurrence, generator = drawn(seed)
    x, h = normal(generator, 6, 3), normal(generator, 6, 5)
    right = by_hand(recurrence, x[:, None], h)[:, 0]
    assert torch.allclose(oracle.one_step(oracle.twin(recurrence), x, h), right, rtol=0, atol=1e-12)


def test_one_step_takes_float32_and_answers_in_float64() -> None:
    recurrence, generator = drawn(0)
    x, h = normal(generator, 6, 3).float(), normal(generator, 6, 5).float()
    states = oracle.one_step(oracle.twin(recurrence), x, h)
    assert states.dtype == torch.float64
    assert not states.requires_grad


@given(SEEDS)
def test_the_twin_runs_the_recurrence_over_whole_sequences(seed: int) -> None:
    recurrence, generator = drawn(seed)
    x, h_0 = normal(generator, 4, 7, 3), normal(generator, 1, 4, 5)
    outputs, h_n = oracle.twin(recurrence)(x, h_0)
    assert torch.allclose(outputs, by_hand(recurrence, x, h_0[0]), rtol=0, atol=1e-12)
    assert torch.equal(h_n[0], outputs[:, -1])


def test_a_truncated_run_computes_the_same_states() -> None:
    recurrence, generator = drawn(0)
    x, h_0 = normal(generator, 4, 7, 3), normal(generator, 1, 4, 5)
    rnn = oracle.twin(recurrence)
    for cut, whole in zip(oracle.truncated(rnn, x, h_0), rnn(x, h_0), strict=True):
        assert torch.allclose(cut, whole, rtol=0, atol=1e-12)


@pytest.mark.parametrize("step", range(7))
def test_a_truncated_run_has_no_gradient_across_steps(step: int) -> None:
    recurrence, generator = drawn(0)
    x = normal(generator, 4, 7, 3).requires_grad_()
    h_0 = normal(generator, 1, 4, 5).requires_grad_()
    outputs, _ = oracle.truncated(oracle.twin(recurrence), x, h_0)
    to_x, to_h_0 = torch.autograd.grad(outputs[:, step].sum(), [x, h_0], materialize_grads=True)
    reached = [t for t in range(7) if to_x[:, t].any()]
    assert reached == [step]
    assert bool(to_h_0.any()) == (step == 0)
