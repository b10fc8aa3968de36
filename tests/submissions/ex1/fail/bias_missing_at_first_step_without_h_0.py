# fails: hidden_state
# diagnosis: bias_missing_at_first_step
# may also fail: outputs
# With h_0 all is right. Without it, W_hh h is left out at the first step "as h is zero anyway":
# but the only bias sits in that layer.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_layer = nn.Linear(input_size, hidden_size, bias=False)
        self.hidden_layer = nn.Linear(hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        h = None if h_0 is None else h_0[0]
        outputs = []
        for t in range(x.size(1)):
            z = self.input_layer(x[:, t])
            if h is not None:
                z = z + self.hidden_layer(h)
            h = torch.tanh(z)
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
