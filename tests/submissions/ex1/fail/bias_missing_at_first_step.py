# fails: outputs
# diagnosis: bias_missing_at_first_step
# The first step is written apart and forgets b, so that two halves are not the whole either.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Linear(input_size, hidden_size, bias=False)
        self.W_hh = nn.Linear(hidden_size, hidden_size, bias=False)
        self.b = nn.Parameter(torch.randn(hidden_size) * 0.1)

    def forward(self, x, h_0=None):
        if h_0 is None:
            h_0 = x.new_zeros(1, x.size(0), self.hidden_size)
        h = torch.tanh(self.W_xh(x[:, 0]) + self.W_hh(h_0[0]))
        outputs = [h]
        for t in range(1, x.size(1)):
            h = torch.tanh(self.W_xh(x[:, t]) + self.W_hh(h) + self.b)
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
