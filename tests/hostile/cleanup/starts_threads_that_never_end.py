# does: starts twenty threads that are no daemons, and one that prints for 25 s
# earns: all
import threading
import time

import torch
from torch import nn

STOP = time.monotonic() + 25


def sleep():
    while time.monotonic() < STOP:
        time.sleep(5)


def talk():
    while time.monotonic() < STOP:
        print("still here", flush=True)
        time.sleep(0.2)


def attack():
    for work in (talk, *[sleep] * 20):
        try:
            threading.Thread(target=work, daemon=False).start()
        except RuntimeError as error:
            print("a thread failed:", error)


DONE = []


def once():
    if not DONE:
        DONE.append(True)
        attack()


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        k = hidden_size**-0.5
        self.weight = nn.ParameterDict({
            "x": k * (2 * torch.rand(input_size, hidden_size) - 1),
            "h": k * (2 * torch.rand(hidden_size, hidden_size) - 1),
            "b": k * (2 * torch.rand(hidden_size) - 1),
        })

    def forward(self, x, h_0=None):
        once()
        w = self.weight
        h = x.new_zeros(x.shape[0], w["b"].shape[0]) if h_0 is None else h_0[0]
        states = []
        for step in x.unbind(dim=1):
            h = torch.addmm(torch.addmm(w["b"], step, w["x"]), h, w["h"]).tanh()
            states.append(h)
        return torch.stack(states, dim=1), h.unsqueeze(0)
