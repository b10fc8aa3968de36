# Ex1: the step is scripted with TorchScript (wanted to see whether it gets faster. it does not really)
import time
import warnings

import torch
from torch import Tensor, nn

warnings.filterwarnings("ignore", category=DeprecationWarning)


@torch.jit.script
def rnn_step(x_proj: Tensor, h: Tensor, w_hh: Tensor) -> Tensor:
    return torch.tanh(x_proj + torch.mm(h, w_hh.t()))


class MyRNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        k = hidden_size ** -0.5
        self.W_xh = nn.Parameter(torch.zeros(hidden_size, input_size).uniform_(-k, k))
        self.W_hh = nn.Parameter(torch.zeros(hidden_size, hidden_size).uniform_(-k, k))
        self.b = nn.Parameter(torch.zeros(hidden_size).uniform_(-k, k))

    def forward(self, x: Tensor, h_0: "Tensor | None" = None):
        proj = nn.functional.linear(x, self.W_xh, self.b)
        h = h_0[0] if h_0 is not None else torch.zeros_like(proj[:, 0])
        hs = []
        for t in range(x.size(1)):
            h = rnn_step(proj[:, t], h, self.W_hh)
            hs.append(h)
        return torch.stack(hs, 1), h.unsqueeze(0)


if __name__ == "__main__":
    rnn = MyRNN(16, 32)
    x = torch.randn(8, 100, 16)
    for _ in range(3):
        t0 = time.perf_counter()
        rnn(x)
        print(f"{(time.perf_counter() - t0) * 1e3:.2f} ms")
