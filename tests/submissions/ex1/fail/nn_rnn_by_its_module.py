# fails: own_recurrence
# diagnosis: none
import importlib

from torch import nn

recurrent = importlib.import_module("torch.nn.modules.rnn")


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.core = recurrent.RNN(input_size, hidden_size, batch_first=True)

    def forward(self, x, h_0=None):
        return self.core(x, h_0)
