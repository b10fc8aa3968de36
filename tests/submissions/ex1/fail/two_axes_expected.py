# fails: forward
# diagnosis: none
# ValueError: too many values to unpack, as there is no batch in this student's thinking.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        seq_len, input_size = x.shape
        h = torch.zeros(self.hidden_size) if h_0 is None else h_0
        outputs = []
        for t in range(seq_len):
            h = torch.tanh(self.W_xh(x[t]) + self.W_hh(h))
            outputs.append(h)
        return torch.stack(outputs), h
