"""Exercise 1: a vanilla RNN from scratch.

Fill in ``MyRNN`` without nn.RNN or any other ready-made recurrent layer, then run

    rnngrade check ex1
"""

import torch
from torch import nn


class MyRNN(nn.Module):
    """A vanilla (Elman) RNN with tanh, without nn.RNN: h_t = tanh(W_xh x_t + W_hh h_{t-1} + b)."""

    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        # TODO: make the weights W_xh, W_hh and the bias b, so that they can be trained.

    def forward(self, x: torch.Tensor, h_0: torch.Tensor | None = None):
        # x:   (batch, seq_len, input_size)
        # h_0: (1, batch, hidden_size), or None for zeros
        # TODO: compute the hidden state of every step.
        # Return outputs (batch, seq_len, hidden_size), the hidden state of every step,
        # and    h_n     (1, batch, hidden_size), that of the last step.
        raise NotImplementedError("MyRNN.forward is still to be written")


if __name__ == "__main__":
    # Try it here: rnngrade does not run this block.
    rnn = MyRNN(input_size=3, hidden_size=5)
    outputs, h_n = rnn(torch.randn(2, 4, 3))
    print(outputs.shape, h_n.shape)
