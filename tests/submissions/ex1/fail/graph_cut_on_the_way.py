# fails: gradients
# diagnosis: graph_cut_on_the_way
# Truncated BPTT inside of forward, "to save memory": the first short sequences do not show it.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.from_input = nn.Linear(input_size, hidden_size)
        self.from_state = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, h_0=None):
        h = x.new_zeros(x.size(0), self.hidden_size) if h_0 is None else h_0[0]
        states = []
        for t in range(x.size(1)):
            if t > 0 and t % 20 == 0:
                h = h.detach()
            h = torch.tanh(self.from_input(x[:, t]) + self.from_state(h))
            states.append(h)
        return torch.stack(states, dim=1), h.unsqueeze(0)
