# fails: own_recurrence
# diagnosis: none
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.rnn = nn.RNN(input_size, hidden_size, batch_first=True)

    def forward(self, x, h_0=None):
        return self.rnn(x, h_0)
