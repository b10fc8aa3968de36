# fails: outputs
# diagnosis: input_one_step_late
# A start token of zeros is put before the sequence, as a decoder would have it.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.cell = nn.Linear(input_size + hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        start = torch.zeros_like(x[:, :1])
        shifted = torch.cat([start, x[:, :-1]], dim=1)
        outputs = []
        for t in range(shifted.size(1)):
            h = torch.tanh(self.cell(torch.cat([shifted[:, t], h], dim=1)))
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
