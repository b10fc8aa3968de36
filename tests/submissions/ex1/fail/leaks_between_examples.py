# fails: outputs, independence
# diagnosis: leaks_between_examples
# may also fail: hidden_state, learns
# Two loops, and h is set once, before both.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Parameter(torch.randn(hidden_size, input_size) * 0.3)
        self.W_hh = nn.Parameter(torch.randn(hidden_size, hidden_size) * 0.3)
        self.b = nn.Parameter(torch.zeros(hidden_size))

    def forward(self, x, h_0=None):
        batch, seq_len, _ = x.shape
        h = x.new_zeros(self.hidden_size) if h_0 is None else h_0[0, 0]
        outputs, last = [], []
        for i in range(batch):
            states = []
            for t in range(seq_len):
                h = torch.tanh(self.W_xh @ x[i, t] + self.W_hh @ h + self.b)
                states.append(h)
            outputs.append(torch.stack(states))
            last.append(h)
        return torch.stack(outputs), torch.stack(last).unsqueeze(0)
