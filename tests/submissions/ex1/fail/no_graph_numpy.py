# fails: gradients, learns
# diagnosis: no_graph
# may also fail: parameters
# The student's NumPy exercise, wrapped.
import numpy as np
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.Wxh = nn.Parameter(torch.randn(hidden_size, input_size) * 0.3)
        self.Whh = nn.Parameter(torch.randn(hidden_size, hidden_size) * 0.3)
        self.bh = nn.Parameter(torch.zeros(hidden_size))

    def forward(self, x, h_0=None):
        Wxh, Whh, bh = (p.detach().cpu().numpy() for p in (self.Wxh, self.Whh, self.bh))
        inputs = x.detach().cpu().numpy()
        if h_0 is None:
            h = np.zeros((inputs.shape[0], self.hidden_size), dtype=inputs.dtype)
        else:
            h = h_0[0].detach().cpu().numpy()
        hs = np.zeros((inputs.shape[0], inputs.shape[1], self.hidden_size), dtype=inputs.dtype)
        for t in range(inputs.shape[1]):
            h = np.tanh(np.dot(inputs[:, t], Wxh.T) + np.dot(h, Whh.T) + bh)
            hs[:, t] = h
        return torch.from_numpy(hs).to(x.device), torch.from_numpy(h.copy()).to(x.device)[None]
