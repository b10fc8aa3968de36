# fails: forward
# diagnosis: none
# One allocation of some terabytes: torch raises.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        batch, seq_len, _ = x.shape
        h = h_0[0] if h_0 is not None else x.new_zeros(batch, self.hidden_size)
        # room for every sequence that may ever come
        outputs = x.new_zeros(batch, 10**12, self.hidden_size)
        for t in range(seq_len):
            h = torch.tanh(self.W_xh(x[:, t]) + self.W_hh(h))
            outputs[:, t] = h
        return outputs[:, :seq_len], h.unsqueeze(0)
