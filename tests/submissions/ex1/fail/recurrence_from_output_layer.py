# fails: outputs
# diagnosis: h_0_enters_differently
# The states are returned, but from the second step on each reads y = V h + d.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size)
        self.out = nn.Linear(hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        y = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs = []
        for t in range(x.size(1)):
            h = torch.tanh(self.W_xh(x[:, t]) + self.W_hh(y))
            y = self.out(h)
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
