# fails: outputs
# diagnosis: none
# may also fail: learns
# The state carried on is linear; tanh is applied to what is returned only.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs = []
        for t in range(x.size(1)):
            h = self.W_xh(x[:, t]) + self.W_hh(h)
            outputs.append(torch.tanh(h))
        outputs = torch.stack(outputs, dim=1)
        return outputs, outputs[:, -1].unsqueeze(0)
