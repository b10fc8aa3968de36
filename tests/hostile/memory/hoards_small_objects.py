# does: makes small objects in forward until there is no more memory, and never lets go of them
# earns: nothing
import torch
from torch import nn

HOARD = []


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.cell = nn.Linear(input_size + hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        # At most some 4 GB; with all of it, it is still no answer.
        for number in range(30_000_000):
            HOARD.append([number + 2**40])
        raise MemoryError("none left, or none wanted")
