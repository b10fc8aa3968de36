# fails: loads
# diagnosis: none
import torch
from torch import nn


def MyRNN(x, h_0=None, input_size=3, hidden_size=5):
    W_xh = nn.Linear(input_size, hidden_size)
    W_hh = nn.Linear(hidden_size, hidden_size)
    h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), hidden_size)
    outputs = []
    for t in range(x.size(1)):
        h = torch.tanh(W_xh(x[:, t]) + W_hh(h))
        outputs.append(h)
    return torch.stack(outputs, dim=1), h.unsqueeze(0)
