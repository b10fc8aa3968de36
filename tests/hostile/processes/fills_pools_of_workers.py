# does: fills pools of threads and processes with work that outlasts the request
# earns: all
import concurrent.futures
import multiprocessing
import time

import torch
from torch import nn

POOLS = []


def write_late():
    time.sleep(5)
    with open("/tmp/@BREACH@-pool", "w") as file:
        file.write("late")


def fill():
    makers = (
        lambda: concurrent.futures.ThreadPoolExecutor(4),
        lambda: concurrent.futures.ProcessPoolExecutor(8, multiprocessing.get_context("fork")),
    )
    for make in makers:
        try:
            pool = make()
            POOLS.append(pool)
            for _ in range(16):
                pool.submit(time.sleep, 20)
                pool.submit(write_late)
            pool.shutdown(wait=False)
        except (OSError, RuntimeError, ImportError) as error:
            print("failed:", error)


FILLED = fill()


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        k = hidden_size**-0.5
        self.w = nn.Parameter(torch.empty(input_size, hidden_size).uniform_(-k, k))
        self.u = nn.Parameter(torch.empty(hidden_size, hidden_size).uniform_(-k, k))
        self.b = nn.Parameter(torch.empty(hidden_size).uniform_(-k, k))

    def forward(self, x, h_0=None):
        state = x.new_zeros(x.shape[0], self.b.shape[0]) if h_0 is None else h_0[0]
        states = []
        for step in x.unbind(1):
            state = (step @ self.w + state @ self.u + self.b).tanh()
            states.append(state)
        return torch.stack(states, dim=1), state[None]
