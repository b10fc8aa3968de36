# tanh_ in place, on a tensor that nobody else holds: gradients stay right.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        outputs = x.new_zeros(x.size(0), x.size(1) + 1, self.hidden_size)
        if h_0 is not None:
            outputs[:, 0] = h_0[0]
        h = outputs[:, 0].clone()
        for t in range(x.size(1)):
            h = (self.W_xh(x[:, t]) + self.W_hh(h)).tanh_()
            outputs[:, t + 1] = h
        return outputs[:, 1:], h.unsqueeze(0)
