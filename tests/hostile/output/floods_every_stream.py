# does: writes megabytes to stdout, stderr and the descriptors, also as one line without an end
# earns: all
import os
import sys

import torch
from torch import nn

DONE = []


def flood():
    line = "flood " * 20 + "\n"
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        try:
            stream.write(line * 30000)
            stream.flush()
        except Exception as error:
            print("failed:", error)
    for descriptor in (1, 2):
        try:
            rest = memoryview(b"x" * 5_000_000)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
        except Exception as error:
            print("failed:", error)


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.cell = nn.Linear(input_size + hidden_size, hidden_size)
        if not DONE:
            DONE.append(1)
            flood()

    def forward(self, x, h_0=None):
        h = x.new_zeros(len(x), self.cell.out_features) if h_0 is None else h_0[0]
        states = []
        for step in x.unbind(1):
            h = torch.tanh(self.cell(torch.cat([step, h], dim=1)))
            states.append(h)
        return torch.stack(states, dim=1), h.unsqueeze(0)
