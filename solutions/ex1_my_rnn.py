"""Reference solution of exercise 1: a vanilla (Elman) RNN from scratch.

The recurrence is Elman's (1990), as ``torch.nn.RNN`` computes it:
h_t = tanh(W_xh x_t + W_hh h_{t-1} + b).
"""

import torch
from torch import Tensor, nn


class MyRNN(nn.Module):
    """A vanilla (Elman) RNN with tanh, without nn.RNN: h_t = tanh(W_xh x_t + W_hh h_{t-1} + b)."""

    def __init__(self, input_size: int, hidden_size: int) -> None:
        super().__init__()
        self.input_to_hidden = nn.Linear(input_size, hidden_size)
        self.hidden_to_hidden = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x: Tensor, h_0: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Run the recurrence over ``x`` from ``h_0``.

        ``x`` is (batch, seq_len, input_size), ``h_0`` (1, batch, hidden_size) or None for zeros.
        Returns every hidden state (batch, seq_len, hidden_size) and the last one
        (1, batch, hidden_size).
        """
        # The input's share of every step needs no loop: one product for the whole sequence.
        from_input = self.input_to_hidden(x)
        h = torch.zeros_like(from_input[:, 0]) if h_0 is None else h_0[0]
        states = []
        for step in from_input.unbind(dim=1):
            h = torch.tanh(step + self.hidden_to_hidden(h))
            states.append(h)
        return torch.stack(states, dim=1), h.unsqueeze(0)
