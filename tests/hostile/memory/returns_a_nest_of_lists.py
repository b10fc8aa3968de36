# does: returns lists in lists, few in memory and beyond number to whoever walks them
# earns: nothing
import torch
from torch import nn


class Nest(dict):
    """Not a list, so that a copy made on the way leaves it alone."""


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.cell = nn.Linear(input_size + hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        nest = ["leaf"]
        for _ in range(36):
            nest = [nest] * 1000
        endless = Nest()
        endless["again"] = [endless] * 1000
        return Nest(outputs=nest, more=endless), Nest(h_n=[endless, nest])
