# does: leaves odd names: line ends, escape codes, 255 bytes, no UTF-8, options
# earns: all
import os

import torch
from torch import nn

def attempt(what, action):
    try:
        print(what, action())
    except Exception as error:
        print(what, "failed:", error)

NAMES = [
    b"line\nend",
    b"\x1b[2J\x1b[31mred",
    b"n" * 255,
    b"\xff\xfe\x80",
    "\udcff-surrogate".encode("utf-8", "surrogateescape"),
    b"-rf",
    b"--help",
    b"*",
    b"$(id)",
    b" ",
    b"...",
    b"lifted-0",
    b"lifted-1",
    "\u202egpj.exe".encode(),
    b"conftest.py",
    b"sitecustomize.py",
    b"::error::name",
]


def put(name):
    os.mkdir(name)
    for inner in NAMES[:8]:
        os.close(os.open(name + b"/" + inner, os.O_CREAT | os.O_WRONLY))
    return len(os.listdir(name))


def attack():
    for name in NAMES:
        attempt(repr(name), lambda name=name: put(name))

DONE = attack()

class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.width = hidden_size
        self.cell = nn.Sequential(nn.Linear(input_size + hidden_size, hidden_size), nn.Tanh())

    def forward(self, x, h_0=None):
        if h_0 is None:
            h_0 = torch.zeros(1, x.size(0), self.width, dtype=x.dtype, device=x.device)
        states = [h_0[0]]
        for x_t in x.unbind(1):
            states.append(self.cell(torch.cat([x_t, states[-1]], dim=-1)))
        return torch.stack(states[1:], dim=1), states[-1].unsqueeze(0)
