# does: never comes back from one single operation on integers
# earns: nothing
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.i2h = nn.Linear(input_size, hidden_size)
        self.h2h = nn.Linear(hidden_size, hidden_size)
        base = 10**6 + input_size
        self.residue = pow(base, pow(3, 3_000_000), pow(7, 3_000_000))

    def forward(self, x, h_0=None):
        h = torch.zeros(x.shape[0], self.h2h.in_features).to(x) if h_0 is None else h_0[0]
        states = []
        for step in self.i2h(x).unbind(1):
            h = torch.tanh(step + self.h2h(h))
            states.append(h)
        return torch.stack(states, 1), h.unsqueeze(0)
