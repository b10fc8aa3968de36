# does: leaves handlers that hang when the process ends: atexit, finalizers, __del__, at fork
# earns: all
import atexit
import os
import sys
import threading
import time
import weakref

import torch
from torch import nn


class Sticky:
    def __del__(self):
        time.sleep(25)


def hang(*_):
    time.sleep(25)


KEPT = [Sticky()]


def attack():
    KEPT[0].itself = KEPT[0]
    atexit.register(hang)
    weakref.finalize(KEPT[0], hang)
    os.register_at_fork(before=hang, after_in_child=hang)
    for register in ("_register_atexit", "_at_fork_reinit"):
        try:
            getattr(threading, register)(hang)
        except Exception as error:
            print(register, "failed:", error)
    sys.excepthook = sys.unraisablehook = threading.excepthook = hang


DONE = []


def once():
    if not DONE:
        DONE.append(True)
        attack()


class Cell(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.i = nn.Linear(input_size, hidden_size, bias=False)
        self.h = nn.Linear(hidden_size, hidden_size)

    def forward(self, x, h):
        return torch.tanh(self.i(x) + self.h(h))


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        once()
        self.size = hidden_size
        self.cell = Cell(input_size, hidden_size)

    def forward(self, x, h_0=None):
        states = [x.new_zeros(x.shape[0], self.size) if h_0 is None else h_0[0]]
        for step in x.transpose(0, 1):
            states.append(self.cell(step, states[-1]))
        return torch.stack(states[1:], dim=1), states[-1][None]
