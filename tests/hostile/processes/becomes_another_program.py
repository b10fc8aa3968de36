# does: replaces its process by another program, which keeps every descriptor open
# earns: nothing
import os
import sys

import torch
from torch import nn


def become_another():
    for descriptor in range(3, 64):
        try:
            os.set_inheritable(descriptor, True)
        except OSError:
            continue
    script = "import time; print('another program', flush=True); time.sleep(25)"
    for program, arguments in (
        (sys.executable, ["python", "-c", script]),
        ("/bin/sh", ["sh", "-c", "sleep 25"]),
        ("/bin/sleep", ["sleep", "25"]),
    ):
        try:
            os.execv(program, arguments)
        except OSError as error:
            print("failed:", program, error)
    raise RuntimeError("it stayed what it was")


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.cell = nn.Linear(input_size + hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        become_another()
        return x, torch.zeros(1)
