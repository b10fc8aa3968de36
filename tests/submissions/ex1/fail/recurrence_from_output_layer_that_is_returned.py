# fails: outputs
# diagnosis: none
# may also fail: learns
# Everything outside of the step sees y = V h + d only, h_n included.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.i2h = nn.Linear(input_size + hidden_size, hidden_size)
        self.h2o = nn.Linear(hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs = []
        for t in range(x.size(1)):
            h = torch.tanh(self.i2h(torch.cat([x[:, t], h], dim=1)))
            h = self.h2o(h)
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
