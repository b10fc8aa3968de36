# does: loops for ever after its class, in a statement that defines nothing
# earns: all
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        bound = hidden_size**-0.5
        self.W_xh = nn.Parameter(torch.empty(hidden_size, input_size).uniform_(-bound, bound))
        self.W_hh = nn.Parameter(torch.empty(hidden_size, hidden_size).uniform_(-bound, bound))
        self.b = nn.Parameter(torch.empty(hidden_size).uniform_(-bound, bound))

    def forward(self, x, h_0=None):
        h = x.new_zeros(x.size(0), self.b.numel()) if h_0 is None else h_0.squeeze(0)
        outputs = []
        for x_t in x.unbind(dim=1):
            h = torch.tanh(x_t @ self.W_xh.T + h @ self.W_hh.T + self.b)
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)


model = MyRNN(3, 5)
while True:
    try:
        model(torch.randn(2, 4, 3))
    except BaseException as error:
        print("failed:", error)
