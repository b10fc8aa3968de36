# does: keeps 50 MB of each call for ever, up to 4 GB
# earns: some
import torch
from torch import nn

LEAKED = []


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        k = hidden_size**-0.5
        self.w_xh = nn.Parameter(torch.empty(hidden_size, input_size).uniform_(-k, k))
        self.w_hh = nn.Parameter(torch.empty(hidden_size, hidden_size).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(hidden_size).uniform_(-k, k))

    def forward(self, x, h_0=None):
        if len(LEAKED) < 80:
            LEAKED.append(torch.ones(50 * 2**20, dtype=torch.uint8))
        h = x.new_zeros(x.shape[0], len(self.bias)) if h_0 is None else h_0[0]
        states = []
        for step in x.unbind(1):
            h = torch.tanh(
                torch.einsum("bi,hi->bh", step, self.w_xh)
                + torch.einsum("bj,hj->bh", h, self.w_hh)
                + self.bias
            )
            states.append(h)
        return torch.stack(states, 1), h[None]
