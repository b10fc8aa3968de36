# does: raises an exception whose text raises, hangs for a while, or lies about its class
# earns: nothing
import time

import torch
from torch import nn

UNTIL = time.time() + 8


class Sly(type):
    def __getattribute__(cls, name):
        if name in ("__name__", "__qualname__", "__module__"):
            raise MemoryError("no name")
        return super().__getattribute__(name)


class Text(str):
    def __str__(self):
        raise KeyboardInterrupt("text")

    def __len__(self):
        return 2**40

    def __format__(self, spec):
        raise SystemExit(0)


class Hidden(Exception, metaclass=Sly):
    def __str__(self):
        while time.time() < UNTIL:
            time.sleep(0.05)
        raise SystemExit(0)

    def __repr__(self):
        return Text("repr")

    @property
    def __traceback__(self):
        raise GeneratorExit

    @property
    def args(self):
        raise RecursionError("args")


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.w = nn.Parameter(torch.randn(hidden_size, input_size))

    def forward(self, x, h_0=None):
        raise Hidden(Text("message"))
