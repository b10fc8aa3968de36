# fails: own_recurrence
# diagnosis: none
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Parameter(torch.randn(hidden_size, input_size) * 0.3)
        self.W_hh = nn.Parameter(torch.randn(hidden_size, hidden_size) * 0.3)
        self.b = nn.Parameter(torch.zeros(hidden_size))
        self.no_b = nn.Parameter(torch.zeros(hidden_size))

    def forward(self, x, h_0=None):
        if h_0 is None:
            h_0 = x.new_zeros(1, x.size(0), self.hidden_size)
        run = getattr(torch, "_".join(["rnn", "tanh"]))
        weights = [self.W_xh, self.W_hh, self.b, self.no_b]
        return run(x, h_0, weights, True, 1, 0.0, self.training, False, True)
