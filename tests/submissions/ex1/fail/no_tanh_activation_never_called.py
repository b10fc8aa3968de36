# fails: outputs
# diagnosis: no_tanh
from torch import nn
import torch


class MyRNN(nn.Module):
    """RNN with two linear layers."""

    def __init__(self, input_size, hidden_size):
        super(MyRNN, self).__init__()
        self.hidden_size = hidden_size
        self.x2h = nn.Linear(input_size, hidden_size, bias=False)
        self.h2h = nn.Linear(hidden_size, hidden_size)
        self.activation = nn.Tanh()

    def step(self, x_t, h):
        return self.x2h(x_t) + self.h2h(h)

    def forward(self, x, h_0=None):
        h = x.new_zeros(x.size(0), self.hidden_size)
        if h_0 is not None:
            h = h_0.squeeze(0)
        outputs = x.new_zeros(x.size(0), x.size(1), self.hidden_size)
        for t in range(x.size(1)):
            h = self.step(x[:, t, :], h)
            outputs[:, t, :] = h
        return outputs, h.unsqueeze(0)
