# fails: parameters
# diagnosis: none
# may also fail: learns
# An elementwise product with a vector: W_hh has hidden_size of its hidden_size**2 elements.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.w_hh = nn.Parameter(torch.randn(hidden_size) * 0.5)

    def forward(self, x, h_0=None):
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs = []
        for t in range(x.size(1)):
            h = torch.tanh(self.W_xh(x[:, t]) + self.w_hh * h)
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
