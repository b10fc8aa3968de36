# does: ignores and blocks every signal, then stays inside a C call
# earns: nothing
import ctypes
import signal

import torch
from torch import nn


def deaf():
    for number in (signal.SIGTERM, signal.SIGXCPU, signal.SIGUSR1, signal.SIGALRM, signal.SIGINT):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError) as error:
            print("failed:", error)
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    except (OSError, ValueError) as error:
        print("failed:", error)
    libc = ctypes.PyDLL(None)  # it keeps the interpreter's lock while it is inside
    while True:
        libc.pause()


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.cell = nn.Linear(input_size + hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        deaf()
        h = x.new_zeros(x.shape[0], self.cell.out_features) if h_0 is None else h_0[0]
        states = []
        for step in x.unbind(1):
            h = torch.tanh(self.cell(torch.cat([step, h], 1)))
            states.append(h)
        return torch.stack(states, 1), h[None]
