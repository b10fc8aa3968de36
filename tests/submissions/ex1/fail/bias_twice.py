# fails: outputs
# diagnosis: bias_twice
# may also fail: learns
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.Wxh = nn.Parameter(torch.randn(input_size, hidden_size) / input_size**0.5)
        self.Whh = nn.Parameter(torch.randn(hidden_size, hidden_size) / hidden_size**0.5)
        self.bh = nn.Parameter(torch.zeros(hidden_size))

    def forward(self, x, h_0=None):
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs = []
        for t in range(x.size(1)):
            h = torch.tanh(x[:, t] @ self.Wxh + h @ self.Whh + self.bh) + self.bh
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
