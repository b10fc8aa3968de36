# fails: outputs
# diagnosis: recurrence_from_output_layer
# may also fail: learns, hidden_state
# The outputs are y = V h + d, the next step reads y, and h_n is the hidden state.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.cell = nn.Linear(input_size + hidden_size, hidden_size)
        self.readout = nn.Linear(hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        y = torch.zeros(x.shape[0], self.hidden_size, dtype=x.dtype, device=x.device)
        if h_0 is not None:
            y = h_0[0]
        ys = []
        for x_t in x.unbind(1):
            h = torch.tanh(self.cell(torch.cat([x_t, y], dim=-1)))
            y = self.readout(h)
            ys.append(y)
        return torch.stack(ys, dim=1), h[None]
