# fails: forward
# diagnosis: none
# str() of the exception raises itself.
import torch
from torch import nn


class ShapeError(Exception):
    def __init__(self, expected, got):
        self.expected = expected

    def __str__(self):
        return f"expected {self.expected}, got {self.got}"


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size = input_size
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        if x.shape != (x.shape[1], x.shape[0], self.input_size):
            raise ShapeError("(seq_len, batch, input_size)", x.shape)
        raise NotImplementedError
