# fails: own_recurrence
# diagnosis: none
# torch._VF.rnn_tanh is what nn.RNN itself calls.
import torch
from torch import _VF, nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Parameter(torch.randn(hidden_size, input_size) * 0.3)
        self.W_hh = nn.Parameter(torch.randn(hidden_size, hidden_size) * 0.3)
        self.b_xh = nn.Parameter(torch.zeros(hidden_size))
        self.b_hh = nn.Parameter(torch.zeros(hidden_size))

    def forward(self, x, h_0=None):
        if h_0 is None:
            h_0 = x.new_zeros(1, x.size(0), self.hidden_size)
        weights = [self.W_xh, self.W_hh, self.b_xh, self.b_hh]
        return _VF.rnn_tanh(x, h_0, weights, True, 1, 0.0, self.training, False, True)
