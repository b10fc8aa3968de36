# fails: outputs
# diagnosis: relu_for_tanh
# may also fail: learns
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        scale = hidden_size**-0.5
        self.weight = nn.Parameter(torch.randn(input_size + hidden_size, hidden_size) * scale)
        self.bias = nn.Parameter(torch.zeros(1, hidden_size))

    def forward(self, x, h_0=None):
        h = x.new_zeros((len(x), self.hidden_size)) if h_0 is None else h_0[0]
        outputs = []
        for x_t in x.unbind(dim=1):
            z = torch.hstack([x_t, h]) @ self.weight + self.bias
            h = z.clamp(min=0)
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
