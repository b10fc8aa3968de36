# fails: parameters
# diagnosis: no_bias
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        bound = 1.0 / hidden_size**0.5
        self.W_xh = nn.Parameter(torch.rand(input_size, hidden_size) * 2 * bound - bound)
        self.W_hh = nn.Parameter(torch.rand(hidden_size, hidden_size) * 2 * bound - bound)
        self.b = nn.Parameter(torch.zeros(hidden_size))

    def forward(self, x, h_0=None):
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs = []
        for t in range(x.size(1)):
            h = torch.tanh(torch.matmul(x[:, t], self.W_xh) + torch.matmul(h, self.W_hh))
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
