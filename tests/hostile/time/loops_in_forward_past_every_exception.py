# does: loops for ever in forward, and swallows whatever is raised in it
# earns: nothing
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.cell = nn.Linear(input_size + hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        h = x.new_zeros(x.shape[0], self.cell.out_features) if h_0 is None else h_0[0]
        states = []
        while True:
            try:
                for step in x.unbind(1):
                    h = torch.tanh(self.cell(torch.cat([step, h], 1)))
                    states[:] = [*states[-3:], h.detach()]
            except BaseException as error:
                print("failed:", error)
        return torch.stack(states, 1), h[None]
