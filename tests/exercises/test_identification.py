"""From what a recurrence computes alone, its weights are recovered to rounding."""

from __future__ import annotations

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from my_rnn import identification
from torch import Tensor

from rnngrade.worker.interface import Value

IDENTITY, TANH = identification.IDENTITY, identification.TANH
ACTIVATIONS = (TANH, IDENTITY, *identification.OTHERS)
RELU = next(a for a in ACTIVATIONS if a.id == "relu")
SEEDS = st.integers(0, 2**32)
SIZES = st.tuples(st.integers(1, 5), st.integers(2, 6))


def drawn(generator: torch.Generator, inputs: int, hidden: int) -> Value:
    """Draw a recurrence as the grader does: weights of a standard deviation of 0.4."""

    def weights(*shape: int) -> Tensor:
        return 0.4 * torch.randn(*shape, generator=generator, dtype=torch.float64)

    return identification.Recurrence(
        weights(hidden, inputs), weights(hidden, hidden), weights(hidden)
    )


def observed(recurrence: Value, activation: Value, generator: torch.Generator, count: int) -> Value:
    hidden, inputs = recurrence.input_weight.shape
    x = torch.randn(count, inputs, generator=generator, dtype=torch.float64)
    h = 1.8 * torch.rand(count, hidden, generator=generator, dtype=torch.float64) - 0.9
    return x, h, activation.function(recurrence.pre_activation(x, h))


def up_to_what_is_free(recurrence: Value, activation: Value) -> Tensor:
    """Softmax leaves the mean over the units free; everything else leaves nothing."""
    parts = (recurrence.input_weight, recurrence.hidden_weight, recurrence.bias[:, None])
    columns = torch.cat(parts, dim=1)
    return columns - columns.mean(dim=0) if activation.id == "softmax" else columns


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda a: a.id)
@settings(max_examples=25)
@given(seed=SEEDS, sizes=SIZES)
def test_a_random_recurrence_is_recovered(
    activation: Value, seed: int, sizes: tuple[int, int]
) -> None:
    generator = torch.Generator().manual_seed(seed)
    recurrence = drawn(generator, *sizes)
    found = identification.fit(observed(recurrence, activation, generator, 200), activation)
    assume(found is not None and found.complete)  # ReLU units may be dead.
    right = up_to_what_is_free(recurrence, activation)
    assert (up_to_what_is_free(found.recurrence, activation) - right).abs().max() < 1e-9
    assert found.error < 1e-9


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda a: a.id)
def test_an_inverse_inverts_where_it_says_that_it_does(activation: Value) -> None:
    pre_activations = torch.linspace(-3, 3, 601, dtype=torch.float64)[:, None]
    if activation.id == "softmax":
        pre_activations = torch.cat([pre_activations, -pre_activations], dim=1)
    states = activation.function(pre_activations)
    usable = activation.invertible(states)
    assert usable.any()
    assert torch.allclose(activation.inverse(states)[usable], pre_activations[usable], atol=1e-9)


@settings(max_examples=4)
@given(seed=SEEDS)
def test_one_activation_is_not_taken_for_another(seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    recurrence = drawn(generator, 3, 5)
    errors = {}
    for activation in ACTIVATIONS:
        rows = observed(recurrence, activation, generator, 100)
        for supposed in ACTIVATIONS:
            found = identification.fit(rows, supposed)
            explained = found is not None and found.complete and found.error < 1e-9
            errors[activation.id, supposed.id] = explained
    assert errors["tanh", "tanh"]
    others = {pair for pair, explained in errors.items() if explained and pair[0] != pair[1]}
    # What an activation leaves as it is can be nothing but the identity there.
    assert not {pair for pair in others if "tanh" in pair}


def test_large_inputs_are_no_approximation() -> None:
    generator = torch.Generator().manual_seed(0)
    recurrence = drawn(generator, 3, 5)
    x, h, _ = observed(recurrence, TANH, generator, 400)
    x = 20 * x
    states = torch.tanh(recurrence.pre_activation(x, h))
    found = identification.fit((x, h, states), TANH)
    assert found is not None
    assert found.error < 1e-9
    assert torch.allclose(found.recurrence.flat(), recurrence.flat(), atol=1e-9)


def test_a_dead_relu_unit_is_left_out_and_the_others_are_recovered() -> None:
    generator = torch.Generator().manual_seed(0)
    recurrence = drawn(generator, 3, 5)
    recurrence.input_weight[2], recurrence.hidden_weight[2], recurrence.bias[2] = 0.0, 0.0, -1.0
    found = identification.fit(observed(recurrence, RELU, generator, 100), RELU)
    assert found is not None
    assert not found.complete
    assert found.error < 1e-9
    alive = [0, 1, 3, 4]
    difference = found.recurrence.input_weight[alive] - recurrence.input_weight[alive]
    assert difference.abs().max() < 1e-9
    assert not found.recurrence.input_weight[2].any()


def test_relu_units_that_are_mostly_dead_explain_nothing() -> None:
    generator = torch.Generator().manual_seed(0)
    recurrence = drawn(generator, 3, 5)
    for unit in range(3):
        recurrence.input_weight[unit], recurrence.bias[unit] = 0.0, -10.0
    assert identification.fit(observed(recurrence, RELU, generator, 100), RELU) is None


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda a: a.id)
@pytest.mark.parametrize("constant", [-0.5, 0.0, 0.2, 1.0])
def test_constant_outputs_are_put_down_to_no_input_and_no_state(
    activation: Value, constant: float
) -> None:
    generator = torch.Generator().manual_seed(0)
    x, h, states = observed(drawn(generator, 3, 5), TANH, generator, 100)
    found = identification.fit((x, h, torch.full_like(states, constant)), activation)
    assert found is None or not (found.recurrence.reads_input or found.recurrence.reads_state)


def test_random_outputs_are_not_explained() -> None:
    generator = torch.Generator().manual_seed(0)
    x, h, states = observed(drawn(generator, 3, 5), TANH, generator, 100)
    noise = torch.rand(states.shape, generator=generator, dtype=torch.float64) * 0.9
    found = identification.fit((x, h, noise), TANH)
    assert found is not None
    assert found.error > 1e-2


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda a: a.id)
def test_as_many_rows_as_unknowns_are_too_few(activation: Value) -> None:
    generator = torch.Generator().manual_seed(0)
    recurrence = drawn(generator, 3, 5)
    rows = observed(recurrence, activation, generator, 3 + 5 + 1)
    assert identification.fit(rows, activation) is None


def test_rows_that_are_saturated_throughout_are_too_few() -> None:
    generator = torch.Generator().manual_seed(0)
    x, h, states = observed(drawn(generator, 3, 5), TANH, generator, 100)
    assert identification.fit((x, h, states.sign()), TANH) is None


@pytest.mark.parametrize("bad", [torch.nan, torch.inf, -torch.inf])
@pytest.mark.parametrize("part", range(3))
def test_rows_with_what_is_no_number_explain_nothing(bad: float, part: int) -> None:
    generator = torch.Generator().manual_seed(0)
    rows = observed(drawn(generator, 3, 5), TANH, generator, 100)
    rows[part][7, 0] = bad
    assert identification.fit(rows, TANH) is None


def test_what_a_recurrence_reads_is_told_from_its_weights() -> None:
    one, nothing = torch.ones(2, 2), torch.zeros(2, 2)
    bias = torch.ones(2)
    assert identification.Recurrence(one, nothing, bias).reads_input
    assert not identification.Recurrence(one, nothing, bias).reads_state
    assert identification.Recurrence(nothing, one, bias).reads_state
    assert not identification.Recurrence(nothing, one, bias).reads_input
