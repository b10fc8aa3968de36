"""Sheet 5, group 7 (exercises 1, 2 and 4 -- we skipped 3)."""
import string

import torch
import torch.nn.functional as F
from torch import nn

# ---------------------------------------------------------------- exercise 1


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.layers = nn.ModuleDict(
            dict(x=nn.Linear(input_size, hidden_size, bias=False), h=nn.Linear(hidden_size, hidden_size))
        )

    def forward(self, x, h_0=None):
        assert x.ndim == 3 and x.shape[-1] == self.input_size, x.shape
        if h_0 is None:
            h_0 = torch.zeros(1, x.shape[0], self.hidden_size, dtype=x.dtype, device=x.device)
        assert h_0.shape == (1, x.shape[0], self.hidden_size), h_0.shape
        hs = [h_0[0]]
        for x_t in x.movedim(1, 0):
            hs.append(torch.tanh(self.layers["x"](x_t) + self.layers["h"](hs[-1])))
        return torch.stack(hs[1:], dim=1), hs[-1].unsqueeze(0)


def test_ex1():
    ours, torchs = MyRNN(3, 5), nn.RNN(3, 5, batch_first=True)
    ours.layers["x"].weight.data = torchs.weight_ih_l0.data
    ours.layers["h"].weight.data = torchs.weight_hh_l0.data
    ours.layers["h"].bias.data = torchs.bias_ih_l0.data + torchs.bias_hh_l0.data
    x = torch.randn(2, 4, 3)
    assert all(torch.allclose(a, b, atol=1e-6) for a, b in zip(ours(x), torchs(x)))


# ---------------------------------------------------------------- exercise 2
# (here nn.GRU and nn.RNN are allowed)


class CharModel(nn.Module):
    def __init__(self, kind="GRU", vocab=len(string.ascii_lowercase) + 1, hidden=32):
        super().__init__()
        self.emb = nn.Embedding(vocab, 16)
        self.rnn = {"GRU": nn.GRU, "RNN": nn.RNN, "LSTM": nn.LSTM}[kind](16, hidden, batch_first=True)
        self.head = nn.Linear(hidden, vocab)

    def forward(self, tokens):
        return self.head(self.rnn(self.emb(tokens))[0])


def encode(s):
    return torch.tensor([[string.ascii_lowercase.find(c) + 1 for c in s.lower()]])


def train_ex2(text="the quick brown fox jumps over the lazy dog", steps=20):
    tokens = encode(text)
    model = CharModel("RNN")
    opt = torch.optim.SGD(model.parameters(), lr=0.5)
    for _ in range(steps):
        loss = F.cross_entropy(model(tokens[:, :-1]).flatten(0, 1), tokens[:, 1:].flatten())
        opt.zero_grad()
        loss.backward()
        opt.step()
    return loss.item()


# ---------------------------------------------------------------- exercise 4


class MyLSTM(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.gates = nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def forward(self, x):
        h = c = x.new_zeros(x.shape[0], self.gates.out_features // 4)
        for t in range(x.shape[1]):
            i, f, g, o = self.gates(torch.cat([x[:, t], h], 1)).chunk(4, 1)
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            h = o.sigmoid() * c.tanh()
        return h


if __name__ == "__main__":
    test_ex1()
    print("ex 1 ok, ex 2 loss", train_ex2(), "ex 4", MyLSTM(3, 5)(torch.randn(2, 4, 3)).shape)
