# fails: own_recurrence
# diagnosis: none
import torch
from torch import nn


class Layer(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.net = nn.RNN(n_in, n_out, batch_first=True)

    def forward(self, x, h):
        return self.net(x, h)


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.layer = Layer(input_size, hidden_size)

    def forward(self, x, h_0=None):
        return self.layer(x, h_0)
