# fails: parameters, learns
# diagnosis: no_recurrent_weights
# may also fail: outputs, hidden_state
# There is no W_hh at all: h_t = tanh(W_xh x_t + b), an RNN whose recurrent weights are zero.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.W_xh = nn.Linear(input_size, hidden_size)

    def forward(self, x, h_0=None):
        outputs = []
        for t in range(x.size(1)):
            h = torch.tanh(self.W_xh(x[:, t]))
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
