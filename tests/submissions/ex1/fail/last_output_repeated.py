# fails: outputs
# diagnosis: last_output_repeated, one_buffer_overwritten
# may also fail: hidden_state, learns
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
        for t in range(seq_len):
            h = torch.tanh(self.W_xh(x[:, t]) + self.W_hh(h))
        outputs = h.unsqueeze(1).repeat(1, seq_len, 1)
        return outputs, h.unsqueeze(0)
