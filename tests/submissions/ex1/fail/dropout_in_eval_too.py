# fails: outputs
# diagnosis: none
# may also fail: parameters, hidden_state, independence, learns
# F.dropout without training=self.training is on in eval() as well.
import torch
import torch.nn.functional as F
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
            h = torch.tanh(self.W_xh(x[:, t]) + self.W_hh(h))
            h = F.dropout(h, 0.2)
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
