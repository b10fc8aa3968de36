# fails: forward
# diagnosis: batch_and_time_swapped
# x is taken as (seq_len, batch, input_size), as nn.RNN has it without batch_first: outputs have
# the right shape by chance, h_n is (1, seq_len, hidden_size).
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        seq_len, batch, _ = x.shape
        h = h_0[0] if h_0 is not None else x.new_zeros(batch, self.hidden_size)
        outputs = []
        for t in range(seq_len):
            h = torch.tanh(self.W_xh(x[t]) + self.W_hh(h))
            outputs.append(h)
        return torch.stack(outputs), h.unsqueeze(0)
