# fails: forward
# diagnosis: none
# Step t + 1 of a sequence that ends at t.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size)

    def step(self, x, t, h):
        x_t = x[:, t]
        return torch.tanh(self.W_xh(x_t) + self.W_hh(h))

    def forward(self, x, h_0=None):
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs = []
        for t in range(1, x.size(1) + 1):
            h = self.step(x, t, h)
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
