# does: ends itself with a real-time signal, which has no name
# earns: nothing
import os
import signal

import torch
from torch import nn


def attack():
    number = signal.SIGRTMIN + 6
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {number})
    os.kill(os.getpid(), number)


DONE = []


def once():
    if not DONE:
        DONE.append(True)
        attack()


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        bound = hidden_size**-0.5
        self.w_x = nn.Parameter(torch.empty(hidden_size, input_size).uniform_(-bound, bound))
        self.w_h = nn.Parameter(torch.empty(hidden_size, hidden_size).uniform_(-bound, bound))
        self.b = nn.Parameter(torch.zeros(hidden_size))
        once()

    def forward(self, x, h_0=None):
        given = torch.einsum("bti,hi->bth", x, self.w_x) + self.b
        h = x.new_zeros(len(x), len(self.b)) if h_0 is None else h_0[0]
        outputs = []
        for t in range(x.size(1)):
            h = (given[:, t] + torch.einsum("bk,hk->bh", h, self.w_h)).tanh()
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
