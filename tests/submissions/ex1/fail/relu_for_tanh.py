# fails: outputs
# diagnosis: relu_for_tanh
# may also fail: learns
import torch
import torch.nn.functional as F
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        B, T, _ = x.shape
        h = torch.zeros(B, self.hidden_size).to(x) if h_0 is None else h_0[0]
        out = []
        for t in range(T):
            h = F.relu(self.W_xh(x[:, t]) + self.W_hh(h))
            out.append(h)
        return torch.stack(out, 1), h.unsqueeze(0)
