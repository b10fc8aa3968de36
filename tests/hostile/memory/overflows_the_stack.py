# does: lifts the limit of recursion, then recurses through C until the stack overflows
# earns: nothing
import sys

import torch
from torch import nn


class Deeper:
    def __getattr__(self, name):
        return getattr(Deeper(), name + "x"[: len(name) % 2])

    def __add__(self, other):
        return other + self

    def __repr__(self):
        return "%r" % (self,)


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.cell = nn.Linear(input_size + hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        sys.setrecursionlimit(2**31 - 1)
        for attempt in (lambda: repr(Deeper()), lambda: Deeper() + Deeper(), lambda: Deeper().down):
            try:
                attempt()
            except (RecursionError, MemoryError) as error:
                print("failed:", error)
        raise RuntimeError("the stack held")
