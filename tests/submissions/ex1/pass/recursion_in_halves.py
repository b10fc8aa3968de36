# No loop at all! Recursion. (My first version recursed step by step and died at 1000 steps, so now: halves.)
import torch
from torch import nn


class MyRNN(nn.Module):

    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.W_xh = nn.Parameter(torch.nn.init.kaiming_uniform_(torch.empty(hidden_size, input_size), a=5**0.5))
        self.W_hh = nn.Parameter(torch.nn.init.kaiming_uniform_(torch.empty(hidden_size, hidden_size), a=5**0.5))
        self.b = nn.Parameter(torch.rand(hidden_size) - 0.5)

    def forward(self, x: torch.Tensor, h_0: torch.Tensor | None = None):
        if h_0 is None:
            h_0 = torch.zeros(1, len(x), len(self.b), device=x.device, dtype=x.dtype)
        return self._run(x, h_0)

    def _run(self, x, h):
        n = x.shape[1]
        if n == 1:
            # x[:, 0] is (batch, input), h[0] is (batch, hidden)
            new = torch.tanh(x[:, 0] @ self.W_xh.t() + h[0] @ self.W_hh.t() + self.b)
            return new.unsqueeze(1), new.unsqueeze(0)
        left, h = self._run(x[:, : n // 2], h)
        right, h = self._run(x[:, n // 2 :], h)
        return torch.cat((left, right), dim=1), h


if __name__ == "__main__":
    rnn = MyRNN(input_size=3, hidden_size=5)
    outputs, h_n = rnn(torch.randn(2, 5000, 3))
    print(outputs.shape, h_n.shape)
