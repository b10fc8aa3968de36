# h_0 and h_n as (batch, hidden_size). A given h_0 may have the leading axis or not.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, h_0=None):
        h = x.new_zeros(x.size(0), self.hidden_size) if h_0 is None else h_0
        if h.dim() == 3:
            h = h.squeeze(0)
        outputs = []
        for t in range(x.size(1)):
            h = torch.tanh(self.W_xh(x[:, t]) + self.W_hh(h))
            outputs.append(h)
        return torch.stack(outputs, dim=1), h
