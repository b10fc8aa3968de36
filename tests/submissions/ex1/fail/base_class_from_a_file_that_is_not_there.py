# fails: loads
# diagnosis: none
# The other half of the solution stayed in the student's folder.
import torch
from torch import nn

from my_rnn_layers import RecurrentBase


class MyRNN(RecurrentBase):
    def __init__(self, input_size, hidden_size):
        super().__init__(input_size, hidden_size)
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size)

    def step(self, x_t, h):
        return torch.tanh(self.W_xh(x_t) + self.W_hh(h))
