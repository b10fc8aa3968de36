# One flat parameter holds W_xh, W_hh and b.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.sizes = [input_size, hidden_size, 1]
        self.theta = nn.Parameter(torch.randn(hidden_size * sum(self.sizes)) * 0.3)

    def forward(self, x, h_0=None):
        hidden_size = self.sizes[1]
        W_xh, W_hh, b = self.theta.view(hidden_size, -1).split(self.sizes, dim=1)
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), hidden_size)
        outputs = []
        for t in range(x.size(1)):
            h = torch.tanh(x[:, t] @ W_xh.T + h @ W_hh.T + b.T)
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
