# fails: outputs
# diagnosis: none
# may also fail: shapes, parameters, hidden_state, independence, learns
# h(t) asks for h(t - 1) twice: right, quick for 7 steps, and 2**50 calls for 50.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size)

    def state(self, x, h_0, t):
        if t < 0:
            return h_0
        if self.state(x, h_0, t - 1).isnan().any():
            raise ValueError(f"NaN at step {t}")
        return torch.tanh(self.W_xh(x[:, t]) + self.W_hh(self.state(x, h_0, t - 1)))

    def forward(self, x, h_0=None):
        start = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs = torch.stack([self.state(x, start, t) for t in range(x.size(1))], dim=1)
        return outputs, outputs[:, -1].unsqueeze(0)
