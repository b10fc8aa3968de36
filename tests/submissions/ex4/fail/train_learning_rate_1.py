# fails: trained_1, trained_2
# diagnosis: learning_rate_high
# may also name: stopped_early, too_slow
# Adam with a learning rate of 1.0 never settles.
import datetime as dt
import torch
from torch import nn

WAYS = [
    lambda d: f"{d:%B} {d.day}, {d.year}",
    lambda d: f"{d:%b} {d.day}, {d.year}",
    lambda d: f"{d:%b} {d.day} {d.year}",
    lambda d: f"{d:%B} {d.day} {d.year}",
    lambda d: f"{d.day} {d:%B} {d.year}",
    lambda d: f"{d.day} {d:%b} {d.year}",
    lambda d: f"{d:%m/%d/%Y}",
    lambda d: f"{d:%A}, {d:%B} {d.day}, {d.year}",
    lambda d: f"{d:%A} {d.day} {d:%B} {d.year}",
]


def make_pairs(n, seed, level=1):
    g = torch.Generator()
    g.manual_seed(seed)
    lo, hi = dt.date(1950, 1, 1).toordinal(), dt.date(2050, 1, 1).toordinal()
    days = [dt.date.fromordinal(o) for o in torch.randint(lo, hi, (n,), generator=g).tolist()]
    ways = torch.randint(0, len(WAYS) if level > 1 else 1, (n,), generator=g).tolist()
    return [(WAYS[w](d), d.isoformat()) for d, w in zip(days, ways)]

ABC = {c: i for i, c in enumerate("_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ,/")}
LEARNING_RATE = 1.0
STEPS = 400


class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.e, self.d = nn.Embedding(len(ABC), 32), nn.Embedding(12, 32)
        self.f = nn.LSTM(32, hidden_size, batch_first=True)
        self.g = nn.LSTM(32, hidden_size, batch_first=True)
        self.o = nn.Linear(hidden_size, 11)

    def encode(self, sources):
        x = [self.e(torch.tensor([ABC.get(c, 0) for c in s or "_"], device=self.o.weight.device)) for s in sources]
        h, c = self.f(nn.utils.rnn.pack_sequence(x, enforce_sorted=False))[1]
        return h[0], c[0]

    @torch.no_grad()
    def decode(self, state):
        hc = tuple(s.unsqueeze(0).contiguous() for s in state)
        y = torch.full((len(state[0]), 1), 11, device=state[0].device)
        answer = []
        for _ in range(10):
            z, hc = self.g(self.d(y), hc)
            y = self.o(z).argmax(-1)
            answer.append(y)
        return ["".join("0123456789-"[k] for k in row) for row in torch.cat(answer, 1).tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE)
    targets = torch.tensor([[11] + ["0123456789-".index(c) for c in t] for _, t in pairs], device=device)
    for _ in range(STEPS):
        i = torch.randint(len(pairs), (128,))
        h, c = model.encode([pairs[k][0] for k in i])
        z, _ = model.g(model.d(targets[i, :-1]), (h[None], c[None]))
        loss = nn.functional.cross_entropy(model.o(z).transpose(1, 2), targets[i, 1:])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
