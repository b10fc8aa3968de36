# like: gru_eos.py
"""GRU with teacher forcing by ratio: with probability 0.9 the right letter is fed, else the one written. Cosine schedule."""
import numpy as np
from datetime import date, timedelta
import random as _random

import torch
import torch.nn as nn
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

PAD_ID, UNK_ID = 0, 1
SRC = {c: i + 2 for i, c in enumerate(" ,/0123456789ADFJMNOSTWabcdefghijklmnopqrstuvwxyz")}
TGT = "0123456789-"
TEACHER_FORCING_RATIO = 0.9


class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.src_embedding = nn.Embedding(len(SRC) + 2, 32, padding_idx=PAD_ID)
        self.tgt_embedding = nn.Embedding(len(TGT) + 1, 32)
        self.encoder = nn.GRU(32, hidden_size, batch_first=True)
        self.decoder = nn.GRUCell(32 + hidden_size, hidden_size)
        self.fc = nn.Linear(hidden_size, len(TGT))
        for w in (self.encoder.weight_hh_l0, self.decoder.weight_hh):
            for part in w.data.chunk(3, dim=0):
                nn.init.orthogonal_(part)

    def encode(self, sources):
        device = self.fc.weight.device
        lens = [max(len(s), 1) for s in sources]
        x = torch.zeros(len(sources), max(lens), dtype=torch.long)
        for i, s in enumerate(sources):
            if s == "":
                x[i, 0] = UNK_ID
            else:
                x[i, :len(s)] = torch.LongTensor([SRC.get(ch, UNK_ID) for ch in s])
        out, _ = self.encoder(self.src_embedding(x.to(device)))
        last = torch.tensor(lens, device=device).sub(1).view(-1, 1, 1).expand(-1, 1, out.size(2))
        return out.gather(1, last).squeeze(1).unsqueeze(0)  # (1, batch, hidden)

    def unroll(self, state, target=None):
        ctx = state[0]
        hidden = ctx
        token = torch.full((ctx.size(0),), len(TGT), dtype=torch.long, device=ctx.device)
        logits = []
        for t in range(10):
            hidden = self.decoder(torch.cat((self.tgt_embedding(token), ctx), dim=1), hidden)
            logit = self.fc(hidden)
            logits.append(logit)
            use_teacher = target is not None and self.training and _random.random() < TEACHER_FORCING_RATIO
            token = target[:, t] if use_teacher else logit.argmax(dim=1)
        return torch.stack(logits, dim=1)

    def decode(self, state):
        was_training = self.training
        self.eval()
        with torch.no_grad():
            ids = self.unroll(state).argmax(dim=2)
        self.train(was_training)
        return ["".join([TGT[i] for i in row]) for row in ids.tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    _random.seed(seed)
    model = DateConverter().to(device)
    model.train()
    n_formats = len({"".join("9" if c.isdigit() else "a" if c.isalpha() else c for c in s) for s, _ in pairs})
    n_steps = 700 if n_formats < 40 else 1300
    optimizer = torch.optim.Adam(model.parameters(), lr=4e-3)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, n_steps)
    target = torch.tensor([[TGT.index(c) for c in t] for _, t in pairs])
    for _ in range(n_steps):
        idx = torch.randint(0, len(pairs), (128,))
        y = target[idx].to(device)
        logits = model.unroll(model.encode([pairs[i][0] for i in idx]), y)
        loss = F.cross_entropy(logits.view(-1, len(TGT)), y.view(-1))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        scheduler.step()
    model.eval()
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
