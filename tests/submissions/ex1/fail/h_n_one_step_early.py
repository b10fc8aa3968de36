# fails: hidden_state
# diagnosis: h_n_one_step_early
# Counts from 1: states[seq_len - 1] would be right if states did not hold h_0 too.
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
        states = [h_0[0] if h_0 is not None else x.new_zeros(batch, self.hidden_size)]
        for t in range(seq_len):
            states.append(torch.tanh(self.W_xh(x[:, t]) + self.W_hh(states[t])))
        return torch.stack(states[1:], dim=1), states[seq_len - 1].unsqueeze(0)
