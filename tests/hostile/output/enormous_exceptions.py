# does: raises ten megabytes of message inside nests and chains of exception groups
# earns: nothing
import torch
from torch import nn


def nest(depth):
    error = ValueError("m" * 10_000_000)
    for level in range(depth):
        error = ExceptionGroup(f"level {level}", [error, TypeError("t" * 1000)])
    return error


def chain(length):
    last = None
    for number in range(length):
        error = RuntimeError(f"link {number} " + "c" * 1000)
        error.__cause__ = error.__context__ = last
        last = error
    last.__cause__.__cause__.__context__ = last
    return last


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.w = nn.Parameter(torch.randn(hidden_size, input_size))

    def deeper(self, left):
        if left:
            return self.deeper(left - 1)
        error = nest(300)
        error.add_note("n" * 5_000_000)
        raise error from chain(500)

    def forward(self, x, h_0=None):
        return self.deeper(700)
