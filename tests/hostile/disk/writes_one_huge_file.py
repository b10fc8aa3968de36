# does: writes one file of 300 MB into the scratch folder and tries to lift its limit
# earns: all
import resource
import time

import torch
from torch import nn

def attempt(what, action):
    try:
        print(what, action())
    except Exception as error:
        print(what, "failed:", error)

def attack():
    for limit in ((-1, -1), resource.getrlimit(resource.RLIMIT_FSIZE)[1:] * 2):
        attempt("lift the limit:", lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit))
    written, stop = 0, time.monotonic() + 6
    try:
        with open("huge.bin", "wb", buffering=0) as file:
            while written < 300_000_000 and time.monotonic() < stop:
                written += file.write(bytes(1_000_000))
    except OSError as error:
        print("failed:", error)
    print(written, "bytes written")

DONE = attack()

class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.step = nn.Linear(input_size + hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        h = x.new_zeros(len(x), self.hidden_size) if h_0 is None else h_0.squeeze(0)
        outputs = []
        for t in range(x.shape[1]):
            h = self.step(torch.cat((x[:, t], h), 1)).tanh()
            outputs.append(h)
        return torch.stack(outputs, 1), h[None]
