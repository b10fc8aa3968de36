# fails: own_recurrence
# diagnosis: none
from torch import nn


def recurrent_layer(input_size, hidden_size):
    make = nn.RNN
    return make(input_size, hidden_size, batch_first=True)


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.layer = recurrent_layer(input_size, hidden_size)

    def forward(self, x, h_0=None):
        outputs, h_n = self.layer(x, h_0)
        return outputs, h_n
