"""Exercise 1 + I trained it on a sine wave to see if it really learns (runs on import, takes about a second)."""
import math

import torch
from torch import nn, optim

torch.manual_seed(42)
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.Wx = nn.Parameter(torch.randn(input_size, hidden_size) * 0.3)
        self.Wh = nn.Parameter(torch.randn(hidden_size, hidden_size) * 0.3)
        self.bh = nn.Parameter(torch.zeros(hidden_size))

    def init_hidden(self, x):
        return torch.zeros(1, x.size(0), self.bh.size(0)).to(device=self.bh.device, dtype=self.bh.dtype)

    def forward(self, x, h_0=None):
        if h_0 is None:
            h_0 = self.init_hidden(x)
        h = h_0.squeeze(0)
        ys = []
        for t in range(x.size(1)):
            h = torch.tanh(x[:, t].mm(self.Wx).add(h.mm(self.Wh)).add(self.bh))
            ys.append(h)
        return torch.stack(ys, dim=1), h.unsqueeze(0)


class SinePredictor(nn.Module):
    def __init__(self, hidden=16):
        super().__init__()
        self.rnn = MyRNN(1, hidden)
        self.out = nn.Linear(hidden, 1)

    def forward(self, x):
        return self.out(self.rnn(x)[0])


phase = torch.rand(16, 1) * 2 * math.pi
data = torch.sin(torch.arange(26) * 0.4 + phase).unsqueeze(-1).to(device)
model = SinePredictor().to(device)
opt = optim.Adam(model.parameters(), lr=1e-2)
losses = []
for epoch in range(60):
    opt.zero_grad()
    loss = nn.functional.mse_loss(model(data[:, :-1]), data[:, 1:])
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    opt.step()
    losses.append(loss.item())
    if epoch % 10 == 0:
        print(f"epoch {epoch:3d} loss {loss.item():.4f} " + "#" * int(60 * loss.item()))
assert losses[-1] < losses[0], "it does not learn :("
