# fails: outputs, independence, learns
# diagnosis: mean_over_batch
# may also fail: hidden_state
# The state that each step reads is the mean over the batch; the outputs are the examples' own.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.cell = nn.Linear(input_size + hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs = []
        for t in range(x.size(1)):
            h_bar = h.mean(0).repeat(x.size(0), 1)
            h = torch.tanh(self.cell(torch.cat([x[:, t], h_bar], dim=1)))
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
