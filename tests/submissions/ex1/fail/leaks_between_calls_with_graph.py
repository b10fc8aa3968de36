# fails: independence, learns
# diagnosis: leaks_between_calls
# may also fail: hidden_state, gradients
# The same with the graph: the second backward() of a training raises.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.cell = nn.Linear(input_size + hidden_size, hidden_size)
        self.hidden = torch.zeros(1, hidden_size)

    def forward(self, x, h_0=None):
        if h_0 is not None:
            self.hidden = h_0[0]
        if self.hidden.size(0) != x.size(0):
            self.hidden = torch.zeros(x.size(0), self.hidden_size)
        self.hidden = self.hidden.to(x)
        outputs = []
        for t in range(x.size(1)):
            self.hidden = torch.tanh(self.cell(torch.cat((x[:, t], self.hidden), dim=1)))
            outputs.append(self.hidden)
        return torch.stack(outputs, dim=1), self.hidden.unsqueeze(0)
