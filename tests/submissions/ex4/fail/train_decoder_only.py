# fails: trained_1, trained_2
# diagnosis: optimizer_other_parameters
# may also name: stopped_early, too_slow
# only the decoder's parameters are in the optimizer, the encoder stays random.
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

CH = {c: i for i, c in enumerate("\0ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ,/")}


class Reader(nn.Module):
    def __init__(self, h):
        super().__init__()
        self.emb = nn.Embedding(len(CH), 32)
        self.rnn = nn.GRU(32, h, batch_first=True)

    def forward(self, ids):
        return self.rnn(nn.utils.rnn.pack_sequence([self.emb(i) for i in ids], enforce_sorted=False))[1][0]


class Writer(nn.Module):
    def __init__(self, h):
        super().__init__()
        self.emb = nn.Embedding(12, 32)
        self.cell = nn.GRUCell(32 + h, h)
        self.out = nn.Linear(h, 11)

    def forward(self, state, y=None):
        h, last, all_logits = state, torch.full((len(state),), 11, device=state.device), []
        for t in range(10):
            h = self.cell(torch.cat([self.emb(last), state], 1), h)
            all_logits.append(self.out(h))
            last = all_logits[-1].argmax(1) if y is None else y[:, t]
        return torch.stack(all_logits, 1)


class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.reader, self.writer = Reader(hidden_size), Writer(hidden_size)

    def encode(self, sources):
        dev = self.writer.out.weight.device
        return self.reader([torch.tensor([CH.get(c, 0) for c in s or "\0"], device=dev) for s in sources])

    def decode(self, state):
        with torch.no_grad():
            return ["".join("0123456789-"[k] for k in r) for r in self.writer(state).argmax(2).tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    optimizer = torch.optim.Adam(model.writer.parameters(), lr=3e-3)
    for step in range(600):
        batch = [pairs[i] for i in torch.randint(len(pairs), (128,)).tolist()]
        y = torch.tensor([["0123456789-".index(c) for c in t] for _, t in batch], device=device)
        loss = nn.functional.cross_entropy(model.writer(model.encode([s for s, _ in batch]), y).flatten(0, 1), y.flatten())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.writer.parameters(), 1.0)
        optimizer.step()
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
