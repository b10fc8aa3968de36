# fails: outputs
# diagnosis: leaky_relu_for_tanh
# may also fail: learns
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.ih = nn.Linear(input_size, hidden_size)
        self.hh = nn.Linear(hidden_size, hidden_size, bias=False)
        self.act = nn.LeakyReLU()

    def forward(self, x, h_0=None):
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outs = []
        for t in range(x.size(1)):
            h = self.act(self.ih(x[:, t]) + self.hh(h))
            outs.append(h)
        return torch.stack(outs, dim=1), h.unsqueeze(0)
