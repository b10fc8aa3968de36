# The assignments of the demo raise; MyRNN does not depend on them.
import json

import torch
from torch import nn

config = json.load(open("config.json"))
names = open("data/names/English.txt", encoding="utf-8").read().strip().split("\n")
n_names = len(names)


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs = []
        for t in range(x.size(1)):
            h = torch.tanh(self.W_xh(x[:, t]) + self.W_hh(h))
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)


model = MyRNN(config["input_size"], config["hidden_size"])
