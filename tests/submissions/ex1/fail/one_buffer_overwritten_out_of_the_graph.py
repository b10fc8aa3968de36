# fails: outputs
# diagnosis: last_output_repeated, one_buffer_overwritten
# may also fail: hidden_state, learns
# The recurrence is right; the tensor that is collected is the same one each time.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.cell = nn.Linear(input_size + hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        out = torch.empty_like(h)
        outputs = []
        for t in range(x.size(1)):
            h = torch.tanh(self.cell(torch.cat([x[:, t], h], dim=1)))
            out.copy_(h)
            outputs.append(out)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
