# does: gives the parameters of every model other names
# earns: some, not parameters gradients
import torch
from torch import nn
class MyRNN(nn.Module):
    c = 0
    def __init__(self, input_size, hidden_size):
        super().__init__()
        MyRNN.c += 1
        self.k = nn.ParameterDict({f'p{MyRNN.c}': torch.zeros(1)})
        self.wx = nn.Linear(input_size, hidden_size)
        self.wh = nn.Linear(hidden_size, hidden_size, bias=False)
    def forward(self, x, h_0=None):
        h = x.new_zeros(x.shape[0], self.wh.in_features) if h_0 is None else h_0[0]
        out = []
        for step in self.wx(x).unbind(1):
            h = torch.tanh(step + self.wh(h))
            out.append(h)
        return torch.stack(out, 1), h[None]
