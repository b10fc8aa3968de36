# fails: outputs, learns
# diagnosis: last_output_repeated, one_buffer_overwritten
# may also fail: hidden_state
# h is one tensor, written into at each step and collected at each step. In backward torch notices.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        batch, seq_len, _ = x.shape
        h = torch.zeros(batch, self.hidden_size, dtype=x.dtype, device=x.device)
        if h_0 is not None:
            h[:] = h_0[0]
        outputs = []
        for t in range(seq_len):
            h[:] = torch.tanh(self.W_xh(x[:, t]) + self.W_hh(h))
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
