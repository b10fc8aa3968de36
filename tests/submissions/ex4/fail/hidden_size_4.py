# fails: trained_1, trained_2
# diagnosis: none
# may also name: stopped_early, too_slow
# a state of four numbers is too small for a date.
import numpy as np
from datetime import date, timedelta
import torch
import torch.nn as nn

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

KEY = {c: i for i, c in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ,/", 1)}


class DateConverter(nn.Module):
    def __init__(self, hidden_size: int = 4):
        super().__init__()
        self.src = nn.Embedding(len(KEY) + 1, 8)
        self.tgt = nn.Embedding(12, 8)
        self.encoder = nn.GRU(8, hidden_size, batch_first=True)
        self.decoder = nn.GRU(8 + hidden_size, hidden_size, batch_first=True)
        self.linear = nn.Linear(hidden_size, 11)

    def encode(self, sources):
        x = [self.src(torch.tensor([KEY.get(c, 0) for c in s] or [0], device=self.linear.weight.device)) for s in sources]
        return self.encoder(nn.utils.rnn.pack_sequence(x, enforce_sorted=False))[1].squeeze(0)

    def generate(self, y, h, state):
        x = torch.cat((self.tgt(y), state.unsqueeze(1).expand(-1, y.size(1), -1)), -1)
        o, h = self.decoder(x, h)
        return self.linear(o), h

    def decode(self, state):
        y, h = torch.full((state.size(0), 1), 11, device=state.device), state.unsqueeze(0).contiguous()
        result = [""] * state.size(0)
        with torch.no_grad():
            for _ in range(10):
                o, h = self.generate(y, h, state)
                y = o.argmax(-1)
                result = [r + "0123456789-"[k] for r, k in zip(result, y[:, 0].tolist())]
        return result


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for epoch in range(8):
        for i in torch.randperm(len(pairs)).split(128):
            y = torch.tensor([[11] + ["0123456789-".index(c) for c in pairs[k][1]] for k in i], device=device)
            state = model.encode([pairs[k][0] for k in i])
            o, _ = model.generate(y[:, :-1], state.unsqueeze(0), state)
            loss = nn.functional.cross_entropy(o.reshape(-1, 11), y[:, 1:].reshape(-1))
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
