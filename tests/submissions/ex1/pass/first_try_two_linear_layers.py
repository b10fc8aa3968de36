# my solution for exercise 1 :) two linear layers, one for x and one for h
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        # nn.Linear already has a bias, so there are two biases here, but they just add up
        # so i think it is the same as one
        self.i2h = nn.Linear(input_size, hidden_size)
        self.h2h = nn.Linear(hidden_size, hidden_size)
        self.tanh = nn.Tanh()

    def forward(self, x, h_0=None):
        batch = x.size(0)
        seq_len = x.size(1)
        if h_0 is None:
            h_0 = torch.zeros(1, batch, self.hidden_size, dtype=x.dtype, device=x.device)
        h = h_0[0]
        all_h = []
        for t in range(seq_len):
            h = self.tanh(self.i2h(x[:, t, :]) + self.h2h(h))
            all_h.append(h)
        outputs = torch.stack(all_h, dim=1)
        h_n = h.unsqueeze(0)
        return outputs, h_n


if __name__ == "__main__":
    rnn = MyRNN(input_size=3, hidden_size=5)
    outputs, h_n = rnn(torch.randn(2, 4, 3))
    print(outputs.shape, h_n.shape)
    # should be [2, 4, 5] and [1, 2, 5]
