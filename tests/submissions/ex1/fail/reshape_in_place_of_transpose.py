# fails: outputs, hidden_state, independence
# diagnosis: none
# may also fail: learns
# view does not swap axes: the examples are mixed up.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        batch, seq_len, input_size = x.shape
        x = x.reshape(seq_len, batch, input_size)
        h = h_0[0] if h_0 is not None else x.new_zeros(batch, self.hidden_size)
        outputs = []
        for t in range(seq_len):
            h = torch.tanh(self.W_xh(x[t]) + self.W_hh(h))
            outputs.append(h)
        outputs = torch.stack(outputs).reshape(batch, seq_len, self.hidden_size)
        return outputs, h.unsqueeze(0)
