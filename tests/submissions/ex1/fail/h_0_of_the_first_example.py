# fails: outputs
# diagnosis: none
# may also fail: independence
# h_0[:, 0] in place of h_0[0]: every example starts from the h_0 of the first one.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        if h_0 is None:
            h_0 = x.new_zeros(1, x.size(0), self.hidden_size)
        h = h_0[:, 0]
        outputs = []
        for t in range(x.size(1)):
            h = torch.tanh(self.W_xh(x[:, t]) + self.W_hh(h))
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
