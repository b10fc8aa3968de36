# does: leaves threads that compute, print, and wait for the next requests
# earns: all
import gc
import sys
import threading
import time

import torch
from torch import nn


def compute():
    while True:
        torch.ones(64, 64) @ torch.ones(64, 64)
        time.sleep(0.001)


def chatter():
    number = 0
    while True:
        number += 1
        print("background line", number)
        time.sleep(0.0002)


def watch():
    seen = 0
    while True:
        for frame in list(sys._current_frames().values()):
            for name in ("arguments", "request", "specs", "value"):
                if name in frame.f_locals and seen < 5:
                    seen += 1
                    print("saw", name, repr(frame.f_locals[name])[:300])
        gc.get_referrers(sys)
        time.sleep(0.05)


def start():
    for work in (compute, chatter, watch):
        try:
            threading.Thread(target=work, daemon=True).start()
        except RuntimeError as error:
            print("failed:", error)


STARTED = start()


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.cell = nn.Linear(input_size + hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        h = x.new_zeros(x.shape[0], self.cell.out_features) if h_0 is None else h_0[0]
        states = []
        for step in x.unbind(1):
            h = torch.tanh(self.cell(torch.cat([step, h], 1)))
            states.append(h)
        return torch.stack(states, 1), h[None]
