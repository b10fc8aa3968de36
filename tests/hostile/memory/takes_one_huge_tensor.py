# does: asks for tensors of gigabytes while it loads, and writes to all of them
# earns: all
import torch
from torch import nn


def grab():
    for gigabytes in (5, 4, 3, 2):
        try:
            taken = torch.ones(gigabytes * 2**30, dtype=torch.uint8)
            print("took", taken.numel())
            del taken
        except (RuntimeError, MemoryError) as error:
            print("failed:", str(error)[:200])
    try:
        torch.empty(2**45, dtype=torch.uint8)
    except (RuntimeError, MemoryError) as error:
        print("failed:", str(error)[:200])


GRABBED = grab()


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.cell = nn.Linear(input_size + hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        h = x.new_zeros(x.shape[0], self.cell.out_features) if h_0 is None else h_0[0]
        states = []
        for step in x.unbind(1):
            h = torch.tanh(self.cell(torch.cat([step, h], 1)))
            states.append(h)
        return torch.stack(states, 1), h[None]
