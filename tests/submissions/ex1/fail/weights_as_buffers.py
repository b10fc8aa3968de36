# fails: parameters, learns
# diagnosis: weights_not_registered
# may also fail: outputs, hidden_state, gradients, independence
# Buffers are saved and moved, but no optimizer gets them.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.register_buffer("W_xh", torch.randn(input_size, hidden_size) * 0.3)
        self.register_buffer("W_hh", torch.randn(hidden_size, hidden_size) * 0.3)
        self.register_buffer("b", torch.randn(hidden_size) * 0.3)

    def forward(self, x, h_0=None):
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs = []
        for t in range(x.size(1)):
            h = torch.tanh(x[:, t] @ self.W_xh + h @ self.W_hh + self.b)
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
