"""The oracle of exercise 1: ``nn.RNN``, loaded with the weights that were identified."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .answer import Answer, answer_rows
from .identification import Recurrence


def twin(recurrence: Recurrence) -> nn.RNN:
    """Return the ``nn.RNN`` (float64, batch first) that computes ``recurrence``.

    ``nn.RNN`` has two biases, which are added; the second is zero here.
    """
    hidden_size, input_size = recurrence.input_weight.shape
    rnn = nn.RNN(input_size, hidden_size, batch_first=True, dtype=torch.float64)
    rnn.load_state_dict(
        {
            "weight_ih_l0": recurrence.input_weight,
            "weight_hh_l0": recurrence.hidden_weight,
            "bias_ih_l0": recurrence.bias,
            "bias_hh_l0": torch.zeros_like(recurrence.bias),
        }
    )
    return rnn


def one_step(rnn: nn.RNN, inputs: Tensor, previous: Tensor) -> Tensor:
    """Return what ``rnn`` makes of each row in one step.

    inputs (n, input_size), previous (n, hidden_size) → states (n, hidden_size). Judging step by
    step, each from the student's own state before it, keeps a chaotic recurrence from failing a
    right answer: rounding is not amplified from step to step.
    """
    with torch.no_grad():
        states: Tensor = rnn(
            inputs.double().unsqueeze(1), previous.double().unsqueeze(0).contiguous()
        )[0]
    return states.squeeze(1)


def truncated(rnn: nn.RNN, x: Tensor, h_0: Tensor) -> tuple[Tensor, Tensor]:
    """Run ``rnn`` with the graph cut before each step, the mistake of a detached state.

    x (batch, seq_len, input_size), h_0 (1, batch, hidden_size). Returns what ``rnn`` returns.
    """
    state, states = h_0, list[Tensor]()
    for step in x.unbind(dim=1):
        output, state = rnn(step.unsqueeze(1), state.detach() if states else state)
        states.append(output)
    return torch.cat(states, dim=1), state


def step_by_step(rnn: nn.RNN, answer: Answer) -> Tensor:
    """Return the state after each step, each from the student's own state before it.

    Like the answer's outputs: (batch, seq_len, hidden_size).
    """
    inputs, previous, _ = answer_rows(answer)
    return one_step(rnn, inputs, previous).reshape(answer.outputs.shape)
