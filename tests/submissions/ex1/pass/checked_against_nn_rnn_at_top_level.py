# The lesson asks for this comparison; it is outside of MyRNN, and that is right.
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs = []
        for t in range(x.size(1)):
            h = torch.tanh(self.W_xh(x[:, t]) + self.W_hh(h))
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)


def copy_weights(mine, reference):
    with torch.no_grad():
        reference.weight_ih_l0.copy_(mine.W_xh.weight)
        reference.weight_hh_l0.copy_(mine.W_hh.weight)
        reference.bias_ih_l0.copy_(mine.W_xh.bias)
        reference.bias_hh_l0.copy_(mine.W_hh.bias)
    return reference


rnn = MyRNN(3, 5)
reference = nn.RNN(3, 5, batch_first=True)
reference = copy_weights(rnn, reference)
x = torch.randn(2, 4, 3)
difference = (rnn(x)[0] - reference(x)[0]).abs().max()
assert difference < 1e-5
print("largest difference", difference)
