# does: has a frozen parameter of 8 million bytes, each of which may be drawn anew as float64
# earns: some, not parameters

import torch
from torch import nn

BYTES = 2**23


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.cell = nn.Linear(input_size + hidden_size, hidden_size)
        self.size = hidden_size
        filler = torch.zeros(BYTES, dtype=torch.uint8)
        self.filler = nn.Parameter(filler, requires_grad=False)

    def forward(self, x, h_0=None):
        h = x.new_zeros(x.shape[0], self.size) if h_0 is None else h_0[0]
        states = []
        for step in x.unbind(1):
            h = torch.tanh(self.cell(torch.cat([step, h], dim=1)))
            states.append(h)
        return torch.stack(states, dim=1), h.unsqueeze(0)
