"""Weird solution for ex 1: guess all hidden states, correct ALL of them at once, repeat seq_len times.

After sweep k the first k states are exactly right (they only depend on the left neighbour), so after T sweeps
everything is exact. Costs O(T^2), but each sweep is one big matmul. Just for fun, asked the tutor, is allowed.
"""
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.inp = nn.Linear(input_size, hidden_size)
        self.rec = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x: torch.Tensor, h_0: torch.Tensor | None = None):
        drive = self.inp(x)
        B, T, H = drive.shape
        first = drive.new_zeros(B, 1, H) if h_0 is None else h_0.transpose(0, 1)
        guess = torch.zeros_like(drive)
        for _ in range(T):
            previous = torch.cat([first, guess[:, :-1]], dim=1)
            guess = torch.tanh(drive + self.rec(previous))
        return guess, guess[:, -1:].transpose(0, 1)


if __name__ == "__main__":
    rnn = MyRNN(3, 5)
    x = torch.randn(2, 30, 3)
    out, h_n = rnn(x)
    # against a normal loop
    h = torch.zeros(2, 5)
    for t in range(30):
        h = torch.tanh(rnn.inp(x[:, t]) + rnn.rec(h))
        assert torch.allclose(h, out[:, t], atol=1e-6), t
    assert torch.allclose(h, h_n[0], atol=1e-6)
    print("sweeps == loop")
