# fails: forward
# diagnosis: none
# RecursionError: forward calls itself on the same sequence.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        outputs, h_n = self.forward(x, h_0)
        h = torch.tanh(self.W_xh(x[:, -1]) + self.W_hh(h_n[0]))
        return torch.cat([outputs, h.unsqueeze(1)], dim=1), h.unsqueeze(0)
