# fails: trained_1, trained_2
# diagnosis: none
# may also name: stopped_early, too_slow
# train moves everything to "cuda" whatever device says, a RuntimeError (AssertionError) on a machine without one.
import numpy as np
from datetime import date, timedelta
import torch
from torch import nn

def spell(d, kind):
    """One of the nine ways to write the date d."""
    if kind == 0:
        return d.strftime("%B ") + str(d.day) + d.strftime(", %Y")
    elif kind == 1:
        return d.strftime("%b ") + str(d.day) + d.strftime(", %Y")
    elif kind == 2:
        return d.strftime("%b ") + str(d.day) + d.strftime(" %Y")
    elif kind == 3:
        return d.strftime("%B ") + str(d.day) + d.strftime(" %Y")
    elif kind == 4:
        return str(d.day) + d.strftime(" %B %Y")
    elif kind == 5:
        return str(d.day) + d.strftime(" %b %Y")
    elif kind == 6:
        return d.strftime("%m/%d/%Y")
    elif kind == 7:
        return d.strftime("%A, %B ") + str(d.day) + d.strftime(", %Y")
    return d.strftime("%A ") + str(d.day) + d.strftime(" %B %Y")


def make_pairs(n, seed, level=1):
    rng = np.random.default_rng(seed)
    days = (date(2049, 12, 31) - date(1950, 1, 1)).days + 1
    offsets = rng.integers(0, days, size=n)
    kinds = rng.integers(0, 9, size=n) if level == 2 else np.zeros(n, dtype=int)
    dates = [date(1950, 1, 1) + timedelta(days=int(o)) for o in offsets]
    return [(spell(d, k), str(d)) for d, k in zip(dates, kinds)]

class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.emb = nn.Embedding(128, 32)
        self.enc = nn.GRU(32, hidden_size, batch_first=True)
        self.dec = nn.GRUCell(32 + hidden_size, hidden_size)
        self.out = nn.Linear(hidden_size, 128)

    def encode(self, sources):
        dev = self.out.weight.device
        x = [self.emb(torch.tensor([min(ord(c), 127) for c in s + "\n"], device=dev)) for s in sources]
        return self.enc(nn.utils.rnn.pack_sequence(x, enforce_sorted=False))[1][0]

    def steps(self, state, y=None):
        h, last, out = state, torch.zeros(len(state), dtype=torch.long, device=state.device), []
        for t in range(10):
            h = self.dec(torch.cat([self.emb(last), state], 1), h)
            out.append(self.out(h))
            last = out[-1].argmax(1) if y is None else y[:, t]
        return torch.stack(out, 2)

    def decode(self, state):
        with torch.no_grad():
            return ["".join(map(chr, r)) for r in self.steps(state).argmax(1).tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().cuda()
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    for step in range(800):
        b = [pairs[i] for i in torch.randint(len(pairs), (128,)).tolist()]
        y = torch.tensor([[ord(c) for c in t] for _, t in b]).cuda()
        loss = nn.functional.cross_entropy(model.steps(model.encode([s for s, _ in b]), y), y)
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
