# fails: loads
# diagnosis: none
import os
import signal

import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        os.kill(os.getpid(), signal.SIGKILL)
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        return torch.tanh(self.W_xh(x)), h_0
