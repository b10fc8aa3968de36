# fails: parameters, outputs, hidden_state, independence, learns
# diagnosis: weights_remade_in_forward
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size

    def forward(self, x, h_0=None):
        W_xh = nn.Linear(self.input_size, self.hidden_size).to(x)
        W_hh = nn.Linear(self.hidden_size, self.hidden_size).to(x)
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs = []
        for t in range(x.size(1)):
            h = torch.tanh(W_xh(x[:, t]) + W_hh(h))
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
