"""Task 1. Observation: W_xh x_t + b for all t at once is a convolution with kernel size 1 :-)"""
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.hidden_size = hidden_size
        self.input_conv = nn.Conv1d(input_size, hidden_size, kernel_size=1)  # W_xh and b
        self.recurrent = nn.Linear(hidden_size, hidden_size, bias=False)  # W_hh
        # start state; a buffer so that it moves along with .to(device) and .double()
        self.register_buffer("zero_state", torch.zeros(1, 1, hidden_size), persistent=False)

    def forward(self, x: torch.Tensor, h_0: torch.Tensor | None = None):
        drive = self.input_conv(x.transpose(1, 2))  # (batch, hidden, seq)
        h = (self.zero_state.expand(1, len(x), -1) if h_0 is None else h_0)[0]
        outputs = []
        for a in drive.unbind(-1):
            h = (a + self.recurrent(h)).tanh()
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)


def main():
    rnn = MyRNN(input_size=3, hidden_size=5)
    print(rnn)
    outputs, h_n = rnn(torch.randn(2, 4, 3))
    print(outputs.shape, h_n.shape)


if __name__ == "__main__":
    main()
