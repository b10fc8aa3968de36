# does: starts processes through multiprocessing, by fork, spawn and a server
# earns: all
import multiprocessing
import os
import threading
import time

import torch
from torch import nn


def start_all():
    command = "sleep 5; echo late > /tmp/@BREACH@-multiprocessing"
    for method in ("fork", "spawn", "forkserver"):
        for target, argument in ((time.sleep, 25), (os.system, command)):
            try:
                context = multiprocessing.get_context(method)
                context.Process(target=target, args=(argument,), daemon=True).start()
                print("started by", method)
            except (OSError, RuntimeError, EOFError, ImportError, AttributeError) as error:
                print("failed:", method, error)


def start_and_give_up():
    thread = threading.Thread(target=start_all, daemon=True)  # should a way hang, go on without it
    thread.start()
    thread.join(4)


STARTED = start_and_give_up()


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
