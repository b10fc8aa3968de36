# fails: outputs, hidden_state
# diagnosis: backward_direction, h_n_first_state
# may also fail: learns
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
        outputs = [None] * seq_len
        for t in range(seq_len - 1, -1, -1):
            h = torch.tanh(self.W_xh(x[:, t]) + self.W_hh(h))
            outputs[t] = h
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
