# does: interrupts itself a thousand times a second, in all that follows
# earns: all
import signal

import torch
from torch import nn

COUNT = [0]


def ring(*_):
    COUNT[0] += 1


def start_storm():
    for number in (signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF):
        try:
            signal.signal(number, ring)
        except (OSError, ValueError) as error:
            print("failed:", error)
    for timer in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF):
        try:
            signal.setitimer(timer, 0.001, 0.001)
        except (OSError, ValueError) as error:
            print("failed:", error)


STORM = start_storm()


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.i = nn.Linear(input_size, hidden_size, bias=False)
        self.h = nn.Linear(hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        h = x.new_zeros(x.shape[0], self.h.in_features) if h_0 is None else h_0[0]
        states = []
        for t in range(x.shape[1]):
            h = torch.tanh(self.i(x[:, t]) + self.h(h))
            states.append(h)
        return torch.stack(states, 1), h[None]
