# fails: outputs
# diagnosis: sigmoid_for_tanh
# may also fail: learns
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.Wx = nn.Parameter(torch.randn(hidden_size, input_size) * 0.3)
        self.Wh = nn.Parameter(torch.randn(hidden_size, hidden_size) * 0.3)
        self.bh = nn.Parameter(torch.zeros(hidden_size))

    def forward(self, x, h_0=None):
        if h_0 is None:
            h = torch.zeros(x.shape[0], self.hidden_size, dtype=x.dtype, device=x.device)
        else:
            h = h_0[0]
        hs = []
        for t in range(x.shape[1]):
            h = torch.sigmoid(x[:, t] @ self.Wx.T + h @ self.Wh.T + self.bh)
            hs.append(h)
        return torch.stack(hs, dim=1), h.unsqueeze(0)
