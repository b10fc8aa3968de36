# does: never finishes loading, in a statement that looks like a definition
# earns: nothing
import torch
from torch import nn


def busy():
    number = 1
    while True:
        number = (number * 48271) % 2147483647


TABLE = busy()


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.wx = nn.Linear(input_size, hidden_size)
        self.wh = nn.Linear(hidden_size, hidden_size, bias=False)
        self.table = TABLE

    def forward(self, x, h_0=None):
        h = x.new_zeros(x.shape[0], self.wh.in_features) if h_0 is None else h_0[0]
        states = []
        for t in range(x.shape[1]):
            h = torch.tanh(self.wx(x[:, t]) + self.wh(h))
            states.append(h)
        return torch.stack(states, 1), h[None]
