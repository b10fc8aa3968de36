# An interpreter would wait for this one for ever at its end.
import threading
import time

import torch
from torch import nn


def watch():
    while True:
        time.sleep(0.05)


class MyRNN(nn.Module):
    watcher = None

    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size)
        if MyRNN.watcher is None:
            MyRNN.watcher = threading.Thread(target=watch)
            MyRNN.watcher.start()

    def forward(self, x, h_0=None):
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs = []
        for t in range(x.size(1)):
            h = torch.tanh(self.W_xh(x[:, t]) + self.W_hh(h))
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
