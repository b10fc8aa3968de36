# fails: model
# diagnosis: padding_read
# attention also looks at the padding, whose amount depends on the longest source of the batch.
import numpy as np
from datetime import date, timedelta
import torch
from torch import nn
import torch.nn.functional as F

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

CHARS = "#0123456789 ,/abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


class DateConverter(nn.Module):
    def __init__(self, hidden_size=96):
        super().__init__()
        self.emb = nn.Embedding(len(CHARS), 32)
        self.enc = nn.RNN(32, hidden_size, batch_first=True)
        self.demb = nn.Embedding(12, 32)
        self.dec = nn.RNNCell(32 + hidden_size, hidden_size)
        self.q = nn.Linear(hidden_size, hidden_size)
        self.out = nn.Linear(2 * hidden_size, 11)
        nn.init.orthogonal_(self.enc.weight_hh_l0)
        nn.init.orthogonal_(self.dec.weight_hh)

    def encode(self, sources):
        n = max(len(s) for s in sources) or 1
        x = torch.tensor([[max(CHARS.find(c), 0) for c in s.ljust(n, "#")] for s in sources])
        outputs, h = self.enc(self.emb(x.to(self.out.weight.device)))
        return outputs, h[0]

    def attend(self, outputs, h):
        a = torch.bmm(outputs, self.q(h).unsqueeze(2)).squeeze(2)
        return torch.bmm(F.softmax(a / 10, 1).unsqueeze(1), outputs).squeeze(1)

    def forward(self, state, y=None):
        outputs, h = state
        prev, logits = torch.full((len(h),), 11, device=h.device), []
        for t in range(10):
            c = self.attend(outputs, h)
            h = self.dec(torch.cat([self.demb(prev), c], 1), h)
            logits.append(self.out(torch.cat([h, c], 1)))
            prev = y[:, t] if y is not None else logits[-1].argmax(1)
        return torch.stack(logits, 1)

    @torch.no_grad()
    def decode(self, state):
        return ["".join("0123456789-"[i] for i in r) for r in self(state).argmax(2).tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    val, pairs = pairs[:200], pairs[200:]
    for step in range(3000):
        b = [pairs[i] for i in torch.randint(len(pairs), (128,)).tolist()]
        y = torch.tensor([["0123456789-".index(c) for c in t] for _, t in b], device=device)
        loss = F.cross_entropy(model(model.encode([s for s, _ in b]), y).reshape(-1, 11), y.reshape(-1))
        opt.zero_grad(); loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        if step % 100 == 99 and convert(model, [s for s, _ in val]) == [t for _, t in val]:
            break
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
