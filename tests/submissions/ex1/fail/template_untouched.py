# fails: forward
# diagnosis: none
import torch
from torch import nn


class MyRNN(nn.Module):
    """A vanilla (Elman) RNN with tanh, without nn.RNN: h_t = tanh(W_xh x_t + W_hh h_{t-1} + b)."""

    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        # TODO: make the weights W_xh, W_hh and the bias b, so that they can be trained.

    def forward(self, x: torch.Tensor, h_0: torch.Tensor | None = None):
        # TODO: compute the hidden state of every step.
        raise NotImplementedError("MyRNN.forward is still to be written")
