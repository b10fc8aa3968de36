# The last states stay on self, graph and all, and are never read by forward.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size)
        self.h = None
        self.calls = 0

    def forward(self, x, h_0=None):
        self.calls += 1
        self.h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs = []
        for t in range(x.size(1)):
            self.h = torch.tanh(self.W_xh(x[:, t]) + self.W_hh(self.h))
            outputs.append(self.h)
        return torch.stack(outputs, dim=1), self.h.unsqueeze(0)
