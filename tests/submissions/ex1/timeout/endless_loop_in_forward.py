# fails: forward
# diagnosis: none
# while t < seq_len, and t stays 0.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs = x.new_zeros(x.size(0), x.size(1), self.hidden_size)
        t = 0
        with torch.no_grad():
            while t < x.size(1):
                h = torch.tanh(self.W_xh(x[:, t]) + self.W_hh(h))
                outputs[:, t] = h
        return outputs, h.unsqueeze(0)
