# RNNCell and RNN are the student's own, and so is the attribute self.RNN.
import torch
from torch import nn


class RNNCell(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size)

    def forward(self, x_t, h):
        return torch.tanh(self.W_xh(x_t) + self.W_hh(h))


class RNN(nn.Module):
    def __init__(self, cell, hidden_size):
        super().__init__()
        self.cell = cell
        self.hidden_size = hidden_size

    def forward(self, x, h):
        outputs = []
        for t in range(x.size(1)):
            h = self.cell(x[:, t], h)
            outputs.append(h)
        return torch.stack(outputs, dim=1), h


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.RNN = RNN(RNNCell(input_size, hidden_size), hidden_size)

    def forward(self, x, h_0=None):
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs, h = self.RNN(x, h)
        return outputs, h.unsqueeze(0)
