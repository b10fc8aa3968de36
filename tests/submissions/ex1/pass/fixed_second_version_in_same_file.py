# abgabe 1   (v1 was wrong, v2 below is the one to grade!!)
import torch
from torch import nn


class MyRNN(nn.Module):
    # v1 -- forgets the old state, see v2
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.lin = nn.Linear(input_size, hidden_size)

    def forward(self, x, h_0=None):
        out = torch.tanh(self.lin(x))
        return out, out[:, -1]


MyRNN_v1 = MyRNN


class MyRNN(MyRNN_v1):
    # v2 -- reuses self.lin of v1 as W_xh and b
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__(input_size, hidden_size)
        self.whh = nn.Parameter(torch.randn(hidden_size, hidden_size).div(hidden_size))

    def forward(self, x, h_0=None):
        pre = self.lin(x)
        if h_0 is None:
            h_0 = torch.zeros_like(pre[:, :1]).transpose(0, 1)
        h = h_0.squeeze(0)
        out = []
        for t in range(x.shape[1]):
            h = torch.tanh(pre[:, t] + h.mm(self.whh))
            out.append(h)
        return torch.stack(out, dim=1), h.unsqueeze(0)


if __name__ == "__main__":
    x = torch.randn(2, 4, 3)
    for cls in [MyRNN_v1, MyRNN]:
        o, h = cls(3, 5)(x)
        print(cls.__qualname__, o.shape, h.shape)
