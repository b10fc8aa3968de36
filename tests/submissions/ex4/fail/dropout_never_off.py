# fails: model
# diagnosis: dropout_active
# F.dropout without training=self.training (p of 0.3) is active in encode and decode too, so the same date gives different answers.
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

CHARSET = " ,/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.src = nn.Embedding(len(CHARSET) + 1, 32)
        self.enc = nn.RNN(32, hidden_size, batch_first=True)
        self.tgt = nn.Embedding(12, 32)
        self.dec = nn.RNN(32 + hidden_size, hidden_size, batch_first=True)
        self.fc = nn.Linear(hidden_size, 11)
        nn.init.orthogonal_(self.enc.weight_hh_l0)
        nn.init.orthogonal_(self.dec.weight_hh_l0)

    def encode(self, sources):
        seqs = [torch.tensor([CHARSET.find(c) + 1 for c in s] or [0]) for s in sources]
        lens = torch.tensor([len(s) for s in seqs])
        x = nn.utils.rnn.pad_sequence(seqs, batch_first=True).to(self.fc.weight.device)
        out, _ = self.enc(self.src(x))
        h = out[torch.arange(len(seqs)), lens - 1]
        return F.dropout(h, 0.3)

    def step(self, y, h, ctx):
        o, h = self.dec(torch.cat([self.tgt(y), ctx.unsqueeze(1).expand(-1, y.size(1), -1)], -1), h)
        return self.fc(F.dropout(o, 0.1)), h

    def decode(self, state):
        with torch.no_grad():
            y, h, ids = torch.full((state.size(0), 1), 11, device=state.device), state.unsqueeze(0), []
            for _ in range(10):
                logits, h = self.step(y, h.contiguous(), state)
                y = logits.argmax(-1)
                ids.append(y)
        return ["".join("0123456789-"[i] for i in r) for r in torch.cat(ids, 1).tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, 2500)
    Y = torch.tensor([["0123456789-".index(c) for c in t] for _, t in pairs], device=device)
    for _ in range(2500):
        i = torch.randint(len(pairs), (128,))
        y = Y[i]
        ctx = model.encode([pairs[k][0] for k in i])
        logits, _ = model.step(torch.cat([torch.full_like(y[:, :1], 11), y[:, :-1]], 1), ctx.unsqueeze(0), ctx)
        loss = F.cross_entropy(logits.transpose(1, 2), y)
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        sched.step()
    return model.eval()


def convert(model, sources):
    model.eval()
    return model.decode(model.encode(sources))
