# fails: independence
# diagnosis: leaks_between_calls
# may also fail: hidden_state, learns
# The state is kept on self and taken up again at the next call, unless the batch has another size.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size)
        self.h = None

    def forward(self, x, h_0=None):
        if h_0 is not None:
            self.h = h_0[0]
        elif self.h is None or self.h.shape[0] != x.shape[0] or self.h.dtype != x.dtype:
            self.h = x.new_zeros(x.size(0), self.hidden_size)
        h = self.h
        outputs = []
        for t in range(x.size(1)):
            h = torch.tanh(self.W_xh(x[:, t]) + self.W_hh(h))
            outputs.append(h)
        self.h = h.detach()
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
