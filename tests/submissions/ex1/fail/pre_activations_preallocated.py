# fails: outputs
# diagnosis: pre_activations
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.cell = nn.Linear(input_size + hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        n, T = x.shape[:2]
        out = torch.zeros(n, T, self.hidden_size, dtype=x.dtype, device=x.device)
        h = out.new_zeros(n, self.hidden_size) if h_0 is None else h_0[0]
        for t in range(T):
            out[:, t] = self.cell(torch.cat([x[:, t], h], 1))
            h = torch.tanh(out[:, t].clone())
        return out, h[None]
