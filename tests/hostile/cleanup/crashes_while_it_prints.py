# does: reads address 0 while threads print, with half a line unwritten
# earns: nothing
import ctypes
import sys
import threading
import time

import torch
from torch import nn


def talk():
    end = time.monotonic() + 10
    while time.monotonic() < end:
        sys.stdout.write("half a line ")


def attack():
    for _ in range(3):
        threading.Thread(target=talk, daemon=True).start()
    time.sleep(0.1)
    ctypes.string_at(0)


DONE = []


def once():
    if not DONE:
        DONE.append(True)
        attack()


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.from_x = nn.Linear(input_size, hidden_size)
        self.from_h = nn.Linear(hidden_size, hidden_size, bias=False)
        once()

    def forward(self, x, h_0=None):
        shares = self.from_x(x)
        h = torch.zeros_like(shares[:, 0]) if h_0 is None else h_0[0]
        states = []
        for share in shares.unbind(1):
            h = torch.tanh(share + self.from_h(h))
            states.append(h)
        return torch.stack(states, dim=1), h[None]
