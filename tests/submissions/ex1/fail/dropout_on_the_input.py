# fails: outputs
# diagnosis: dropout_active
# may also fail: parameters, hidden_state, independence, learns
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size, dropout=0.1):
        super().__init__()
        self.hidden_size = hidden_size
        self.drop = nn.Dropout(dropout)
        self.cell = nn.Linear(input_size + hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        x = self.drop(x)
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs = []
        for t in range(x.size(1)):
            h = torch.tanh(self.cell(torch.cat((x[:, t], h), dim=1)))
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
