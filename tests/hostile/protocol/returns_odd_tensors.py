# does: returns tensors of kinds that break a codec, another for each call with h_0
# earns: some, not hidden_state

import torch
from torch import nn


class Liar(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        raise SystemExit("no function of torch's works on this")

    shape = property(lambda self: (4, 7, 5))
    dtype = property(lambda self: torch.float64)


KINDS = (
    lambda: torch.empty(4, 7, 5, device="meta"),
    lambda: torch.zeros(4, 7, 5).to_sparse(),
    lambda: torch.zeros(35, 4).to_sparse_csr(),
    lambda: torch.nested.nested_tensor([torch.zeros(2), torch.zeros(3)]),
    lambda: torch.quantize_per_tensor(torch.zeros(4, 7, 5), 0.1, 0, torch.quint8),
    lambda: torch.zeros(4, 7, 5, dtype=torch.complex64).conj(),
    lambda: torch.zeros(4, 7, 5, dtype=torch.complex64).conj().imag,
    lambda: torch.zeros(4, 7, 5).to(torch.float8_e4m3fn),
    lambda: torch.zeros(1).expand(10**12),
    lambda: torch.empty(0, 2**40, 2**20),
    lambda: torch.zeros([1] * 64 + [4, 7, 5]),
    lambda: torch.full((4, 7, 5), float("nan")),
    lambda: torch.zeros(4, 7, 5).as_subclass(Liar),
    lambda: torch.sparse_coo_tensor(torch.zeros(1, 1).long(), torch.zeros(1), (2**50,)),
    lambda: torch.zeros(4, 7, 5).as_strided((4, 7, 5), (0, 0, 0)),
    lambda: nn.parameter.UninitializedParameter(),
)
ODD = []


def odd(x, number):
    try:
        made = KINDS[number % len(KINDS)]()
        print("made a", type(made).__name__)
        return made, made
    except Exception as error:
        print("kind", number % len(KINDS), "failed:", error)
        return None


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
