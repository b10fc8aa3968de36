# fails: outputs
# diagnosis: outputs_one_step_late
# states holds h_0 too, and the wrong end of it is cut off.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.Wx = nn.Parameter(torch.randn(hidden_size, input_size) * 0.3)
        self.Wh = nn.Parameter(torch.randn(hidden_size, hidden_size) * 0.3)
        self.b = nn.Parameter(torch.zeros(hidden_size))

    def forward(self, x, h_0=None):
        states = [x.new_zeros(len(x), self.hidden_size) if h_0 is None else h_0[0]]
        for t in range(x.shape[1]):
            states.append(torch.tanh(x[:, t] @ self.Wx.t() + states[-1] @ self.Wh.t() + self.b))
        return torch.stack(states[:-1], dim=1), states[-1].unsqueeze(0)
