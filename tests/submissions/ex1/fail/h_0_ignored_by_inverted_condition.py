# fails: hidden_state
# diagnosis: h_0_ignored
# The condition is the wrong way round: a given h_0 is replaced by zeros (and None as well).
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.weight = nn.Parameter(torch.randn(input_size + hidden_size, hidden_size) * 0.2)
        self.bias = nn.Parameter(torch.randn(hidden_size) * 0.2)

    def forward(self, x, h_0=None):
        h = x.new_zeros(x.size(0), self.hidden_size)
        if h_0 is not None:
            h_0 = h
        outputs = []
        for x_t in x.transpose(0, 1):
            h = torch.tanh(torch.cat([x_t, h], dim=1) @ self.weight + self.bias)
            outputs.append(h)
        return torch.stack(outputs).transpose(0, 1), h.unsqueeze(0)
