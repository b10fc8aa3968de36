# fails: outputs
# diagnosis: no_tanh
# torch.tanh returns a new tensor; its result is thrown away here.
import math

import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        k = 1 / math.sqrt(hidden_size)
        self.hidden_size = hidden_size
        self.W_xh = nn.Parameter(torch.empty(input_size, hidden_size).uniform_(-k, k))
        self.W_hh = nn.Parameter(torch.empty(hidden_size, hidden_size).uniform_(-k, k))
        self.b = nn.Parameter(torch.zeros(hidden_size))

    def forward(self, x: torch.Tensor, h_0: torch.Tensor | None = None):
        batch, seq_len, _ = x.shape
        if h_0 is None:
            h_0 = torch.zeros(1, batch, self.hidden_size, dtype=x.dtype, device=x.device)
        h = h_0[0]
        states = []
        for t in range(seq_len):
            h = x[:, t] @ self.W_xh + h @ self.W_hh + self.b
            torch.tanh(h)
            states.append(h)
        return torch.stack(states, dim=1), h[None]
