# does: forks in children of children, 50 processes at most, which sleep on
# earns: all
import os
import time

import torch
from torch import nn


def sleep_and_end():
    time.sleep(30)
    os._exit(0)


def fork_on():
    for number in range(7):  # each child forks six more
        try:
            if os.fork() != 0:
                continue
        except OSError as error:
            print("failed:", number, error)
            return
        try:
            for _ in range(6):
                if os.fork() == 0:
                    sleep_and_end()
            sleep_and_end()
        finally:
            os._exit(0)


FORKED = fork_on()


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.wx = nn.Linear(input_size, hidden_size)
        self.wh = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, h_0=None):
        h = x.new_zeros(x.shape[0], self.wh.in_features) if h_0 is None else h_0[0]
        fed, states = self.wx(x), []
        for t in range(x.shape[1]):
            h = torch.tanh(fed[:, t] + self.wh(h))
            states.append(h)
        return torch.stack(states, 1), h.unsqueeze(0)
