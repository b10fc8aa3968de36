# fails: parameters
# diagnosis: no_bias
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W = nn.Parameter(torch.empty(hidden_size, hidden_size + input_size))
        nn.init.xavier_uniform_(self.W)

    def forward(self, x, h_0=None):
        batch, seq_len, _ = x.size()
        h = x.new_zeros(batch, self.hidden_size) if h_0 is None else h_0[0]
        outputs = []
        for t in range(seq_len):
            z = torch.cat([h, x[:, t]], dim=1)
            h = torch.tanh(torch.einsum("hk,bk->bh", self.W, z))
            outputs.append(h)
        return torch.stack(outputs, 1), h.unsqueeze(0)
