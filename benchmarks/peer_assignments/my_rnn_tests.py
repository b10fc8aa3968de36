"""What all peers test of ``MyRNN``: assertions, as an author of such tests would write them.

They look where rnngrade's checks ``shapes``, ``outputs``, ``hidden_state`` and ``gradients`` do,
but name no mistake, and tell the weights by their shapes.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

INPUT_SIZE, HIDDEN_SIZE, BATCH = 3, 5, 4
LENGTHS = (1, 2, 7, 50)


def test_shapes(my_rnn: type[nn.Module]) -> None:
    """Call with every batch size and length: outputs and h_n have their shapes."""
    model = my_rnn(INPUT_SIZE, HIDDEN_SIZE)
    for batch in (1, BATCH):
        for length in LENGTHS:
            outputs, h_n = model(torch.randn(batch, length, INPUT_SIZE))
            assert outputs.shape == (batch, length, HIDDEN_SIZE)
            assert h_n.shape == (1, batch, HIDDEN_SIZE)


def test_outputs(my_rnn: type[nn.Module]) -> None:
    """Compare outputs with those of nn.RNN with the same weights."""
    model, twin = pair(my_rnn)
    for length in LENGTHS:
        x = torch.randn(BATCH, length, INPUT_SIZE, dtype=torch.float64)
        torch.testing.assert_close(model(x)[0], twin(x)[0])


def test_hidden_state(my_rnn: type[nn.Module]) -> None:
    """Give h_0, or none: h_n is that of nn.RNN, and the last state."""
    model, twin = pair(my_rnn)
    x = torch.randn(BATCH, 7, INPUT_SIZE, dtype=torch.float64)
    h_0 = torch.randn(1, BATCH, HIDDEN_SIZE, dtype=torch.float64)
    for given in (h_0, None):
        outputs, h_n = model(x, given)
        torch.testing.assert_close(h_n, twin(x, given)[1])
        torch.testing.assert_close(h_n[0], outputs[:, -1])


def test_gradients(my_rnn: type[nn.Module]) -> None:
    """Differentiate the last output: the gradient reaches the first step, and is nn.RNN's."""
    model, twin = pair(my_rnn)
    x = torch.randn(BATCH, 50, INPUT_SIZE, dtype=torch.float64)
    found = [input_gradient(rnn, x) for rnn in (model, twin)]
    assert found[0][:, 0].abs().max() > 0
    torch.testing.assert_close(*found)
    assert all(parameter.grad is not None for parameter in model.parameters())


def input_gradient(rnn: nn.Module, x: Tensor) -> Tensor:
    """Return the gradient of the last output's sum with respect to ``x``."""
    inputs = x.clone().requires_grad_()
    rnn(inputs)[0][:, -1].sum().backward()
    assert inputs.grad is not None
    return inputs.grad


def pair(my_rnn: type[nn.Module]) -> tuple[nn.Module, nn.RNN]:
    """Return a student's model, and an nn.RNN that has its weights, both in float64."""
    model = my_rnn(INPUT_SIZE, HIDDEN_SIZE).double()
    return model, twin_of([parameter.detach() for parameter in model.parameters()])


def twin_of(parameters: Sequence[Tensor]) -> nn.RNN:
    """Return an nn.RNN with the weights of a model that has these parameters, in float64."""
    twin = nn.RNN(INPUT_SIZE, HIDDEN_SIZE, batch_first=True).double()
    weights = {
        "weight_ih_l0": total(parameters, (HIDDEN_SIZE, INPUT_SIZE)),
        "weight_hh_l0": total(parameters, (HIDDEN_SIZE, HIDDEN_SIZE)),
        "bias_ih_l0": total(parameters, (HIDDEN_SIZE,)),
        "bias_hh_l0": torch.zeros(HIDDEN_SIZE),
    }
    twin.load_state_dict(weights)
    return twin


def total(parameters: Sequence[Tensor], shape: tuple[int, ...]) -> Tensor:
    """Return the sum of the parameters of that shape: a model may have two biases."""
    found = [parameter for parameter in parameters if parameter.shape == shape]
    assert found, f"there is no parameter of shape {shape}"
    return torch.stack(found).sum(dim=0)
