# fails: loads
# diagnosis: none
# An assignment at top level calls a function that never ends.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs = []
        for t in range(x.size(1)):
            h = torch.tanh(self.W_xh(x[:, t]) + self.W_hh(h))
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)


def train_until_perfect(model):
    loss = 1.0
    while loss != 0.0:
        outputs, _ = model(torch.zeros(1, 2, 3))
        loss = outputs.pow(2).mean().item() + 1e-3
    return loss


final_loss = train_until_perfect(MyRNN(3, 5))
