# does: stops itself with SIGSTOP; a child lets it go on after 25 s
# earns: nothing
import os
import signal
import time

import torch
from torch import nn


def attack():
    try:
        child = os.fork()
        if child == 0:
            time.sleep(25)
            os.kill(os.getppid(), signal.SIGCONT)
            os._exit(0)
    except OSError as error:
        print("fork failed:", error)
    for kill in (os.kill, os.killpg):
        try:
            kill(os.getpid(), signal.SIGSTOP)
        except OSError as error:
            print("failed:", error)
    time.sleep(25)  # as good, where it could not be stopped


DONE = []


def once():
    if not DONE:
        DONE.append(True)
        attack()


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.both = nn.Linear(input_size + hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        once()
        h = x.new_zeros(x.shape[0], self.hidden_size) if h_0 is None else h_0.squeeze(0)
        states = []
        for t in range(x.shape[1]):
            h = torch.tanh(self.both(torch.cat((x[:, t], h), dim=-1)))
            states.append(h)
        return torch.stack(states, 1), h.unsqueeze(0)
