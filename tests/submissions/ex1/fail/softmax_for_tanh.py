# fails: outputs
# diagnosis: softmax_for_tanh
# may also fail: parameters, learns
# Softmax does not see a shift that is common to all hidden units, so that the parameters span less.
import torch
import torch.nn.functional as F
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.i2h = nn.Linear(input_size + hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs = []
        for i in range(x.size(1)):
            h = F.softmax(self.i2h(torch.cat((x[:, i, :], h), 1)), dim=1)
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
