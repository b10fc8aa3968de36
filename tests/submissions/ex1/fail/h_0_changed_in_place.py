# fails: hidden_state
# diagnosis: h_0_changed_in_place
# "h_0 shall hold the new state afterwards." The copy at the start keeps the gradients right.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        h = x.new_zeros(x.size(0), self.hidden_size) if h_0 is None else h_0[0].clone()
        outputs = []
        for t in range(x.size(1)):
            h = torch.tanh(self.W_xh(x[:, t]) + self.W_hh(h))
            outputs.append(h)
        if h_0 is not None:
            h_0.data.copy_(h.data)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
