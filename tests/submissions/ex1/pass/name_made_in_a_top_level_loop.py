# The class needs a name that only a top-level loop makes: the whole file has to be run.
import torch
from torch import nn

for gain in (0.1, 0.2, 0.3):
    print("tried gain", gain)


class MyRNN(nn.Module):
    scale = gain

    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Parameter(torch.randn(input_size, hidden_size) * self.scale)
        self.W_hh = nn.Parameter(torch.randn(hidden_size, hidden_size) * self.scale)
        self.b = nn.Parameter(torch.zeros(hidden_size))

    def forward(self, x, h_0=None):
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs = []
        for t in range(x.size(1)):
            h = torch.tanh(x[:, t] @ self.W_xh + h @ self.W_hh + self.b)
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
