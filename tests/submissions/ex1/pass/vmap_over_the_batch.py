# I come from JAX: write it for ONE sequence, then vmap
import torch
from torch import nn
from torch.func import vmap


def run_one(W_xh, W_hh, b, xs, h):
    """xs: (seq_len, input_size), h: (hidden_size,)  -- no batch anywhere"""
    hs = []
    for x_t in xs:
        h = torch.tanh(W_xh @ x_t + W_hh @ h + b)
        hs.append(h)
    return torch.stack(hs)


run_batch = vmap(run_one, in_dims=(None, None, None, 0, 0))


class MyRNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        init = torch.distributions.Uniform(-(hidden_size**-0.5), hidden_size**-0.5)
        self.W_xh = nn.Parameter(init.sample((hidden_size, input_size)))
        self.W_hh = nn.Parameter(init.sample((hidden_size, hidden_size)))
        self.b = nn.Parameter(init.sample((hidden_size,)))

    def forward(self, x, h_0=None):
        if h_0 is None:
            h_0 = torch.zeros((1, x.shape[0], self.b.shape[0]), dtype=x.dtype, device=x.device)
        outputs = run_batch(self.W_xh, self.W_hh, self.b, x, h_0[0])
        return outputs, outputs[:, -1][None]


if __name__ == "__main__":
    rnn = MyRNN(input_size=3, hidden_size=5)
    outputs, h_n = rnn(torch.randn(2, 4, 3))
    print(outputs.shape, h_n.shape)
