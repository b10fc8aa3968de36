# Exercise 1 -- einsum version, because then I don't have to think about transposes
from __future__ import annotations

import torch
from torch import Tensor, einsum, nn


class MyRNN(nn.Module):
    """h_t = tanh(W_xh x_t + W_hh h_{t-1} + b)"""

    def __init__(self, input_size: int, hidden_size: int) -> None:
        super().__init__()
        self.W_xh = nn.Parameter(torch.randn(hidden_size, input_size) * 0.1)
        self.W_hh = nn.Parameter(torch.randn(hidden_size, hidden_size) * 0.1)
        self.b = nn.Parameter(torch.zeros(hidden_size))

    def forward(self, x: Tensor, h_0: Tensor | None = None) -> tuple[Tensor, Tensor]:
        batch, seq_len, _ = x.shape
        hidden = self.b.shape[0]

        # b: batch, t: time, i: input, h: hidden (new), k: hidden (old)
        from_input = einsum("hi,bti->bth", self.W_xh, x) + self.b

        outputs = torch.empty(batch, seq_len, hidden, dtype=from_input.dtype, device=from_input.device)
        if h_0 is None:
            h_0 = torch.zeros(1, batch, hidden, dtype=from_input.dtype, device=from_input.device)

        (h,) = h_0
        for t in range(seq_len):
            h = torch.tanh(from_input[:, t] + einsum("hk,bk->bh", self.W_hh, h))
            outputs[:, t] = h
        return outputs, einsum("bh->bh", h).unsqueeze(0)


if __name__ == "__main__":
    torch.manual_seed(0)
    net = MyRNN(3, 5)
    out, last = net(torch.randn(2, 4, 3))
    assert out.shape == (2, 4, 5)
    assert last.shape == (1, 2, 5)
    assert torch.equal(out[:, -1], last[0])
    out.sum().backward()  # does the preallocated tensor break autograd? no
    print({n: tuple(p.grad.shape) for n, p in net.named_parameters()})
