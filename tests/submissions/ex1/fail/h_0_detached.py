# fails: gradients
# diagnosis: h_0_detached
# Only the gradient with respect to h_0 is missing.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        h = x.new_zeros(x.size(0), self.hidden_size)
        if h_0 is not None:
            h = h_0.detach()[0]
        outputs = []
        for t in range(x.size(1)):
            h = torch.tanh(self.W_xh(x[:, t]) + self.W_hh(h))
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
