# fails: parameters, outputs, hidden_state, independence, learns
# diagnosis: weights_remade_in_forward
# The bias is registered; both matrices are drawn anew at every step.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.b = nn.Parameter(torch.zeros(hidden_size))

    def forward(self, x, h_0=None):
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs = []
        for t in range(x.size(1)):
            W_xh = nn.Parameter(x.new_empty(self.input_size, self.hidden_size).uniform_(-0.4, 0.4))
            W_hh = nn.Parameter(x.new_empty(self.hidden_size, self.hidden_size).uniform_(-0.4, 0.4))
            h = torch.tanh(x[:, t] @ W_xh + h @ W_hh + self.b)
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
