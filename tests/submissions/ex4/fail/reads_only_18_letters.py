# fails: trained_2
# diagnosis: none
# may also name: stopped_early, too_slow
# sources are cut after 18 letters, the longest of level 1; with a weekday before it the year is lost.
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

L_MAX = len("September 30, 2023")  # 18, the longest there is
A = {c: i + 1 for i, c in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ,/")}


class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.emb = nn.Embedding(len(A) + 2, 32, padding_idx=0)
        self.enc = nn.RNN(32, hidden_size, batch_first=True)
        self.out_emb = nn.Embedding(12, 32)
        self.dec = nn.RNN(32 + hidden_size, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, 11)
        nn.init.orthogonal_(self.enc.weight_hh_l0)
        nn.init.orthogonal_(self.dec.weight_hh_l0)

    def tensor(self, sources):
        x = torch.zeros(len(sources), L_MAX, dtype=torch.long)
        for i, s in enumerate(sources):
            s = s[:L_MAX]
            for j, c in enumerate(s):
                x[i, L_MAX - len(s) + j] = A.get(c, len(A) + 1)
        return x.to(self.head.weight.device)

    def encode(self, sources):
        return self.enc(self.emb(self.tensor(sources)))[1]

    def decode_all(self, before, state, h=None):
        x = torch.cat([self.out_emb(before), state[0].unsqueeze(1).expand(-1, before.size(1), -1)], 2)
        o, h = self.dec(x, state.contiguous() if h is None else h)
        return self.head(o), h

    @torch.no_grad()
    def decode(self, state):
        y, h, out = torch.full((state.size(1), 1), 11, device=state.device), None, []
        for _ in range(10):
            o, h = self.decode_all(y, state, h)
            y = o.argmax(2)
            out.append(y)
        return ["".join("0123456789-"[k] for k in r) for r in torch.cat(out, 1).tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    X = model.tensor([s for s, _ in pairs])
    Y = torch.tensor([[11] + ["0123456789-".index(c) for c in t] for _, t in pairs], device=device)
    val = pairs[:200]
    for epoch in range(15):
        for i in (200 + torch.randperm(len(pairs) - 200)).split(128):
            o, _ = model.decode_all(Y[i, :-1], model.enc(model.emb(X[i]))[1])
            loss = nn.functional.cross_entropy(o.transpose(1, 2), Y[i, 1:])
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
        if convert(model, [s for s, _ in val]) == [t for _, t in val]:
            break
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
