# %% [markdown]
# # Exercise 1
# (VS Code cells, exported from my notebook)

# %%
import torch
from torch import nn

try:
    import matplotlib.pyplot as plt
except ImportError:  # not on the pool machines
    plt = None

# %%
class MyRNN(nn.Module):
    """A vanilla (Elman) RNN with tanh, without nn.RNN: h_t = tanh(W_xh x_t + W_hh h_{t-1} + b)."""

    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.W_xh = nn.Parameter(nn.init.xavier_uniform_(torch.empty(hidden_size, input_size)))
        self.W_hh = nn.Parameter(nn.init.orthogonal_(torch.empty(hidden_size, hidden_size)))
        self.b = nn.Parameter(torch.zeros(hidden_size))

    def forward(self, x: torch.Tensor, h_0: torch.Tensor | None = None):
        batch, seq_len, _ = x.shape
        match h_0:
            case None:
                h = torch.zeros(batch, self.b.numel(), dtype=x.dtype, device=x.device)
            case torch.Tensor():
                h = h_0[0]
            case _:
                raise TypeError(f"h_0: {type(h_0)}")
        h_of_step = {}
        for t in range(seq_len):
            h = h_of_step[t] = torch.tanh(
                torch.einsum("ij,bj->bi", self.W_xh, x[:, t]) + torch.einsum("ij,bj->bi", self.W_hh, h) + self.b
            )
        return torch.stack([h_of_step[t] for t in range(seq_len)], dim=1), h.unsqueeze(0)

# %% test
rnn = MyRNN(input_size=3, hidden_size=5)
outputs, h_n = rnn(torch.randn(2, 4, 3))
outputs.shape, h_n.shape

# %% how do the states look like?
if plt is not None and __name__ == "__main__":
    plt.plot(outputs[0].detach())
    plt.xlabel("t")
    plt.show()
