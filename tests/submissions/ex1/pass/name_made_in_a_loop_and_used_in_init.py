# As above, but the name is missed only when a model is made.
import torch
from torch import nn

initialisers = {}
for name in ("uniform", "normal"):
    if name == "uniform":
        draw_weights = nn.init.uniform_


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W = nn.Parameter(torch.empty(input_size + hidden_size, hidden_size))
        self.b = nn.Parameter(torch.zeros(hidden_size))
        draw_weights(self.W, -0.4, 0.4)

    def forward(self, x, h_0=None):
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs = []
        for t in range(x.size(1)):
            h = torch.tanh(torch.cat([x[:, t], h], dim=1) @ self.W + self.b)
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
