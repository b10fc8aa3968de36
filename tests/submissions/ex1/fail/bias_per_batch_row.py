# fails: outputs
# diagnosis: none
# may also fail: parameters, independence
# At the initial values (zeros) nothing is to be seen.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size, max_batch=1024):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Parameter(torch.randn(input_size, hidden_size) * 0.3)
        self.W_hh = nn.Parameter(torch.randn(hidden_size, hidden_size) * 0.3)
        self.b = nn.Parameter(torch.zeros(max_batch, hidden_size))

    def forward(self, x, h_0=None):
        batch, seq_len, _ = x.shape
        h = h_0[0] if h_0 is not None else x.new_zeros(batch, self.hidden_size)
        outputs = []
        for t in range(seq_len):
            h = torch.tanh(x[:, t] @ self.W_xh + h @ self.W_hh + self.b[:batch])
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
