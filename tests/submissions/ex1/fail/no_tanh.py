# fails: outputs
# diagnosis: no_tanh
# The cell of the name classifier tutorial has no tanh either, and this student started from it.
import torch
import torch.nn as nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.i2h = nn.Linear(input_size + hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        batch, seq_len, _ = x.shape
        h = x.new_zeros(batch, self.hidden_size) if h_0 is None else h_0[0]
        outputs = []
        for t in range(seq_len):
            combined = torch.cat((x[:, t], h), dim=1)
            h = self.i2h(combined)
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
