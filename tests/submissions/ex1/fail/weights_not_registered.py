# fails: shapes, parameters, learns
# diagnosis: weights_not_registered
# may also fail: outputs, hidden_state, gradients, independence
# Layers in a plain list: parameters() is empty, and .double() does not reach them.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.layers = [nn.Linear(input_size, hidden_size), nn.Linear(hidden_size, hidden_size)]

    def forward(self, x, h_0=None):
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs = []
        for t in range(x.size(1)):
            h = torch.tanh(self.layers[0](x[:, t]) + self.layers[1](h))
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
