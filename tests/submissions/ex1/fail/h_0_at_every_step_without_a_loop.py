# fails: outputs, learns
# diagnosis: h_0_at_every_step
# "Loops are slow, so I computed all the steps at once."
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Parameter(torch.randn(input_size, hidden_size) * 0.4)
        self.W_hh = nn.Parameter(torch.randn(hidden_size, hidden_size) * 0.4)
        self.b = nn.Parameter(torch.zeros(hidden_size))

    def forward(self, x, h_0=None):
        if h_0 is None:
            h_0 = x.new_zeros(1, x.size(0), self.hidden_size)
        h = h_0.transpose(0, 1)  # (batch, 1, hidden)
        outputs = torch.tanh(x @ self.W_xh + h @ self.W_hh + self.b)
        return outputs, outputs[:, -1].unsqueeze(0)
