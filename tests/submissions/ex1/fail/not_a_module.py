# fails: loads
# diagnosis: none
# A plain class with __call__.
import torch


class MyRNN:
    def __init__(self, input_size, hidden_size):
        self.hidden_size = hidden_size
        self.W_xh = torch.randn(input_size, hidden_size, requires_grad=True)
        self.W_hh = torch.randn(hidden_size, hidden_size, requires_grad=True)
        self.b = torch.zeros(hidden_size, requires_grad=True)

    def parameters(self):
        return [self.W_xh, self.W_hh, self.b]

    def forward(self, x, h_0=None):
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs = []
        for t in range(x.size(1)):
            h = torch.tanh(x[:, t] @ self.W_xh + h @ self.W_hh + self.b)
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)

    __call__ = forward
