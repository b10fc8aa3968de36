# fails: independence
# diagnosis: none
# may also fail: hidden_state, gradients, learns
# To save memory, one tensor for the outputs is kept on self and filled anew at each call.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size)
        self.buffer = torch.empty(0)

    def forward(self, x, h_0=None):
        shape = (x.size(0), x.size(1), self.hidden_size)
        if self.buffer.shape != shape or self.buffer.dtype != x.dtype:
            self.buffer = x.new_empty(shape)
        self.buffer.detach_()
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        for t in range(x.size(1)):
            h = torch.tanh(self.W_xh(x[:, t]) + self.W_hh(h))
            self.buffer[:, t] = h
        return self.buffer, h.unsqueeze(0)
