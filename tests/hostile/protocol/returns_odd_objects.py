# does: returns objects that lie about what they are, another for each call with h_0
# earns: some, not hidden_state
import time

import torch
from torch import nn


class Liar:
    __class__ = property(lambda self: torch.Tensor)
    __iter__ = __len__ = __bool__ = __eq__ = None

    def __repr__(self):
        time.sleep(2)
        return "\x1b[2J" + "passed" * 10**6

    def __getattr__(self, name):
        raise KeyboardInterrupt(name)


class Endless(list):
    def __iter__(self):
        while True:
            yield self

    def __len__(self):
        return 2

    __repr__ = __len__


class Meta(type):
    __name__ = property(lambda cls: 1 / 0)


def loop():
    around = []
    around.extend((around, around))
    return around


KINDS = (
    Liar, Endless, loop, Meta("\x1b]0;x\x07", (), {}),
    lambda: [Liar()] * 5000,
    lambda: {Liar: 1, 2: 3, None: "\ud800"},
    lambda: {"\udfff\n::error::": {"\x00": ["\u202e"] * 10}},
    lambda: 10**5000,
    lambda: -(2**999),
    lambda: (float("nan"), float("-inf")),
    lambda: type("int", (int,), {"__int__": lambda self: "x", "bit_length": None})(7),
    lambda: type("str", (str,), {"__str__": lambda self: 1, "__len__": lambda self: -1})("s"),
    lambda: [None] * 10**6,
    lambda: (x for x in iter(int, 1)),
)
ODD = []


def odd(x, number):
    return KINDS[number % len(KINDS)]()


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.from_x = nn.Linear(input_size, hidden_size)
        self.from_h = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, h_0=None):
        if h_0 is not None:
            ODD.append(True)
            return odd(x, len(ODD))
        h, states = x.new_zeros(x.shape[0], self.from_h.in_features), []
        for step in self.from_x(x).unbind(1):
            h = torch.tanh(step + self.from_h(h))
            states.append(h)
        return torch.stack(states, dim=1), h.unsqueeze(0)
