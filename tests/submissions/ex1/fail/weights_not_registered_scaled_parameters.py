# fails: parameters, learns
# diagnosis: weights_not_registered
# may also fail: outputs, hidden_state, gradients, independence
# nn.Parameter(...) * 0.1 is a plain tensor again; only the bias is registered.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Parameter(torch.randn(input_size, hidden_size)) * 0.1
        self.W_hh = nn.Parameter(torch.randn(hidden_size, hidden_size)) * 0.1
        self.b = nn.Parameter(torch.zeros(hidden_size))

    def forward(self, x, h_0=None):
        dtype = self.b.dtype
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs = []
        for t in range(x.size(1)):
            h = torch.tanh(
                torch.matmul(x[:, t], self.W_xh.to(dtype))
                + torch.matmul(h, self.W_hh.to(dtype))
                + self.b
            )
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
