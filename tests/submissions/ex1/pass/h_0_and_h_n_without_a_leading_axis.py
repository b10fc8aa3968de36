# h_0 is taken as (batch, hidden_size) and in no other way; h_n has that shape too.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.cell = nn.Linear(input_size + hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        h = x.new_zeros(x.size(0), self.hidden_size) if h_0 is None else h_0
        outputs = []
        for t in range(x.size(1)):
            h = torch.tanh(self.cell(torch.cat([x[:, t], h], dim=1)))
            outputs.append(h)
        return torch.stack(outputs, dim=1), h
