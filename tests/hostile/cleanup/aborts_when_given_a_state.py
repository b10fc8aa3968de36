# does: aborts the process whenever it is given h_0
# earns: some, not hidden_state
import os
import sys

import torch
from torch import nn


def attack():
    sys.stdout.write("about to abort")
    os.abort()


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        k = hidden_size**-0.5
        self.weight = nn.ParameterDict({
            "x": k * (2 * torch.rand(input_size, hidden_size) - 1),
            "h": k * (2 * torch.rand(hidden_size, hidden_size) - 1),
            "b": k * (2 * torch.rand(hidden_size) - 1),
        })

    def forward(self, x, h_0=None):
        if h_0 is not None:
            attack()
        w = self.weight
        h = x.new_zeros(x.shape[0], w["b"].shape[0]) if h_0 is None else h_0[0]
        states = []
        for step in x.unbind(dim=1):
            h = torch.addmm(torch.addmm(w["b"], step, w["x"]), h, w["h"]).tanh()
            states.append(h)
        return torch.stack(states, dim=1), h.unsqueeze(0)
