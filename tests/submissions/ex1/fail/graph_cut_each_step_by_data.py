# fails: gradients, learns
# diagnosis: graph_cut_each_step
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        scale = 1 / hidden_size**0.5
        self.W = nn.Parameter(torch.empty(input_size + hidden_size, hidden_size))
        self.b = nn.Parameter(torch.zeros(hidden_size))
        nn.init.uniform_(self.W, -scale, scale)

    def forward(self, x, h_0=None):
        batch, seq_len, _ = x.shape
        outputs = x.new_zeros(batch, seq_len, self.hidden_size)
        hidden = x.new_zeros(batch, self.hidden_size) if h_0 is None else h_0[0]
        for t in range(seq_len):
            new = torch.tanh(torch.cat([x[:, t], hidden], dim=1) @ self.W + self.b)
            outputs[:, t] = new
            if t + 1 < seq_len:
                hidden = new.data
        return outputs, new.unsqueeze(0)
