# does: resizes a tensor that it returned at the next call
# earns: some, not independence
import torch
from torch import nn
class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.wx = nn.Linear(input_size, hidden_size)
        self.wh = nn.Linear(hidden_size, hidden_size, bias=False)
    def forward(self, x, h_0=None):
        h = x.new_zeros(x.shape[0], self.wh.in_features) if h_0 is None else h_0[0]
        out = []
        for step in self.wx(x).unbind(1):
            h = torch.tanh(step + self.wh(h))
            out.append(h)
        o = torch.stack(out, 1)
        if not torch.is_grad_enabled():
            if getattr(self, 'kept', None) is not None:
                self.kept.resize_(1)
            self.kept = o
        return o, h[None]
