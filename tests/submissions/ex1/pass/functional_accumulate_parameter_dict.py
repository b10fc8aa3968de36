"""An RNN is a left fold, so here it is as itertools.accumulate. (Haskell person, sorry.)"""
from functools import partial
from itertools import accumulate

import torch
from torch import nn

step = lambda p, h, x_t: torch.tanh(x_t @ p["W_xh"] + h @ p["W_hh"] + p["b"])


class MyRNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.theta = nn.ParameterDict(
            {
                "W_xh": nn.Parameter(torch.empty(input_size, hidden_size)),
                "W_hh": nn.Parameter(torch.empty(hidden_size, hidden_size)),
                "b": nn.Parameter(torch.empty(hidden_size)),
            }
        )
        for p in self.theta.values():
            nn.init.normal_(p, std=hidden_size**-0.5 / 2)

    def forward(self, x: torch.Tensor, h_0: torch.Tensor | None = None):
        start = h_0[0] if h_0 is not None else x.new_zeros(x.shape[0], self.theta["b"].shape[0])
        _, *hs = accumulate(x.unbind(1), partial(step, self.theta), initial=start)
        return torch.stack(hs, 1), hs[-1][None]


if __name__ == "__main__":
    print(*map(lambda t: t.shape, MyRNN(3, 5)(torch.randn(2, 4, 3))))
