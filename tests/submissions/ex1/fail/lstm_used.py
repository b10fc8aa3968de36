# fails: own_recurrence
# diagnosis: none
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.lstm = nn.LSTM(input_size, hidden_size, batch_first=True)

    def forward(self, x, h_0=None):
        if h_0 is None:
            outputs, (h_n, c_n) = self.lstm(x)
        else:
            outputs, (h_n, c_n) = self.lstm(x, (h_0, h_0 * 0))
        return outputs, h_n
