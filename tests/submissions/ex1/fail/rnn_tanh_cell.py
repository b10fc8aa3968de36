# fails: own_recurrence
# diagnosis: none
import torch
from torch import nn, rnn_tanh_cell


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Parameter(torch.randn(hidden_size, input_size) * 0.3)
        self.W_hh = nn.Parameter(torch.randn(hidden_size, hidden_size) * 0.3)
        self.b_xh = nn.Parameter(torch.zeros(hidden_size))
        self.b_hh = nn.Parameter(torch.zeros(hidden_size))

    def forward(self, x, h_0=None):
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs = []
        for t in range(x.size(1)):
            h = rnn_tanh_cell(x[:, t], h, self.W_xh, self.W_hh, self.b_xh, self.b_hh)
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
