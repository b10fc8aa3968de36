# fails: parameters, learns
# diagnosis: weights_not_registered
# may also fail: outputs, hidden_state, gradients, independence
# requires_grad=True does not make a parameter. .to(x) keeps the dtypes together.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = (torch.randn(input_size, hidden_size) * 0.3).requires_grad_()
        self.W_hh = (torch.randn(hidden_size, hidden_size) * 0.3).requires_grad_()
        self.b = (torch.randn(hidden_size) * 0.3).requires_grad_()

    def forward(self, x, h_0=None):
        W_xh, W_hh, b = self.W_xh.to(x), self.W_hh.to(x), self.b.to(x)
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs = []
        for t in range(x.size(1)):
            h = torch.tanh(x[:, t] @ W_xh + h @ W_hh + b)
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
