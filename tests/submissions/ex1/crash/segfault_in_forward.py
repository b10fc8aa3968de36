# fails: forward
# diagnosis: none
# Reads memory at address zero.
import ctypes

import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        address = 0 if h_0 is None else h_0.data_ptr()
        first = ctypes.c_float.from_address(address).value
        h = x.new_full((x.size(0), self.hidden_size), first)
        outputs = []
        for t in range(x.size(1)):
            h = torch.tanh(self.W_xh(x[:, t]) + self.W_hh(h))
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
