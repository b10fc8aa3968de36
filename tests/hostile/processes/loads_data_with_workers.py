# does: has a DataLoader's worker processes write files and wait
# earns: some
import os
import time

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

KEPT = []


class Writing(Dataset):
    def __len__(self):
        return 8

    def __getitem__(self, index):
        try:
            with open(f"/tmp/@BREACH@-item-{index}", "w") as file:
                file.write(f"by {os.getpid()}")
        except OSError as error:
            print("failed:", error)
        if index >= 4:
            time.sleep(20)
        return torch.tensor(float(index))


def load():
    try:
        batches = iter(
            DataLoader(Writing(), num_workers=4, timeout=2, multiprocessing_context="fork")
        )
        KEPT.append(batches)
        for batch in batches:
            print("loaded", batch)
    except Exception as error:
        print("failed:", error)


LOADED = load()


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
