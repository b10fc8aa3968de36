"""Ex. 1. I glue [x_t ; h_{t-1}] together so that I need only ONE weight matrix."""
import math

import torch
import torch.nn as nn


class MyRNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.n_in, self.n_hid = input_size, hidden_size
        bound = 1 / math.sqrt(hidden_size)
        # columns 0..n_in-1 are W_xh, the others are W_hh
        self.W = nn.Parameter(torch.empty(hidden_size, input_size + hidden_size).uniform_(-bound, bound))
        self.b = nn.Parameter(torch.empty(hidden_size).uniform_(-bound, bound))

    # handy for looking at the parts
    @property
    def W_xh(self):
        return self.W[:, : self.n_in]

    @property
    def W_hh(self):
        return self.W[:, self.n_in :]

    def forward(self, x, h_0=None):
        B, T, _ = x.shape
        h = x.new_zeros(B, self.n_hid) if h_0 is None else h_0.squeeze(0)
        steps = []
        for x_t in x.unbind(dim=1):
            z = torch.cat([x_t, h], dim=-1)
            h = torch.tanh(z @ self.W.T + self.b)
            steps.append(h)
        return torch.stack(steps, 1), h[None]


def compare_with_torch():
    mine = MyRNN(4, 6)
    theirs = nn.RNN(4, 6, batch_first=True)
    with torch.no_grad():
        theirs.weight_ih_l0.copy_(mine.W_xh)
        theirs.weight_hh_l0.copy_(mine.W_hh)
        theirs.bias_ih_l0.copy_(mine.b)
        theirs.bias_hh_l0.zero_()
    x, h0 = torch.randn(3, 7, 4), torch.randn(1, 3, 6)
    for args in [(x,), (x, h0)]:
        o1, h1 = mine(*args)
        o2, h2 = theirs(*args)
        assert torch.allclose(o1, o2, atol=1e-6), (o1 - o2).abs().max()
        assert torch.allclose(h1, h2, atol=1e-6)
    print("same as nn.RNN!")


if __name__ == "__main__":
    compare_with_torch()
