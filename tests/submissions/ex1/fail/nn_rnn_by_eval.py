# fails: own_recurrence
# diagnosis: none
from torch import nn

KIND = "RNN"


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.core = eval("nn." + KIND)(input_size, hidden_size, batch_first=True)

    def forward(self, x, h_0=None):
        return self.core(x, h_0)
