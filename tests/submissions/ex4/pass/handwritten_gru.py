# like: gru_eos.py
# A GRU cell written by hand (gates, reset, update), used for reading and for writing. Fixed window of 32 letters.
import datetime
import random
import torch
import torch.nn as nn

FORMATS = ["{B} {d}, {Y}", "{b} {d}, {Y}", "{b} {d} {Y}", "{B} {d} {Y}", "{d} {B} {Y}", "{d} {b} {Y}",
           "{m}/{dd}/{Y}", "{A}, {B} {d}, {Y}", "{A} {d} {B} {Y}"]


def make_pairs(n, seed, level=1):
    rng = random.Random(seed)
    first, last = datetime.date(1950, 1, 1).toordinal(), datetime.date(2049, 12, 31).toordinal()
    pairs = []
    for _ in range(n):
        day = datetime.date.fromordinal(rng.randint(first, last))
        fmt = FORMATS[0] if level == 1 else rng.choice(FORMATS)
        text = fmt.format(B=day.strftime("%B"), b=day.strftime("%b"), d=day.day, Y=day.year,
                          m=day.strftime("%m"), dd=day.strftime("%d"), A=day.strftime("%A"))
        pairs.append((text, day.isoformat()))
    return pairs

VOCAB = "?abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ,/"  # 0: unknown
BLANK = len(VOCAB)
WINDOW = 32  # "Wednesday, September 30, 2049" has 29; what is longer loses its end
OUT = "0123456789-^"


class Cell(nn.Module):
    def __init__(self, n_in, n):
        super().__init__()
        self.W = nn.Parameter(torch.randn(n_in, 3 * n) / n_in**0.5)
        self.U = nn.Parameter(torch.cat([torch.linalg.qr(torch.randn(n, n))[0] for _ in range(3)], dim=1))
        self.b = nn.Parameter(torch.zeros(3 * n))
        self.n = n

    def forward(self, x, h):
        n = self.n
        a, b = x @ self.W + self.b, h @ self.U
        r = torch.sigmoid(a[:, :n] + b[:, :n])
        z = torch.sigmoid(a[:, n:2 * n] + b[:, n:2 * n])
        new = torch.tanh(a[:, 2 * n:] + r * b[:, 2 * n:])
        return (1 - z) * new + z * h


class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.h0 = nn.Parameter(torch.zeros(hidden_size))
        self.E = nn.Parameter(0.5 * torch.randn(len(VOCAB) + 1, 32))
        self.D = nn.Parameter(0.5 * torch.randn(len(OUT), 32))
        self.reader, self.writer = Cell(32, hidden_size), Cell(32 + hidden_size, hidden_size)
        self.V = nn.Parameter(torch.randn(hidden_size, len(OUT) - 1) / hidden_size**0.5)
        self.c = nn.Parameter(torch.zeros(len(OUT) - 1))

    def encode(self, sources):
        # blanks come FIRST and every source has the same 32 columns, so company makes no difference
        ids = [[max(0, VOCAB.find(c)) for c in s[:WINDOW]] for s in sources]
        ids = torch.tensor([[BLANK] * (WINDOW - len(row)) + row for row in ids], device=self.c.device)
        h = self.h0.expand(len(sources), -1)
        for t in range(WINDOW):
            if bool((ids[:, t] == BLANK).all()):
                continue
            keep = (ids[:, t] == BLANK)[:, None]
            h = torch.where(keep, h, self.reader(self.E[ids[:, t]], h))
        return h

    def forward(self, state, target=None):
        h, previous, logits = state, torch.full((len(state),), len(OUT) - 1, device=state.device), []
        for t in range(10):
            h = self.writer(torch.cat([self.D[previous], state], dim=1), h)
            logits.append(h @ self.V + self.c)
            previous = logits[-1].argmax(1) if target is None else target[:, t]
        return torch.stack(logits, 1)

    @torch.no_grad()
    def decode(self, state):
        return ["".join(OUT[i] for i in ids) for ids in self(state).argmax(-1).tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    test, pairs = pairs[:200], pairs[200:]
    targets = torch.tensor([[OUT.index(c) for c in t] for _, t in pairs], device=device)
    for epoch in range(30):
        perm = torch.randperm(len(pairs))
        for i in range(0, len(perm), 128):
            idx = perm[i:i + 128]
            y = targets[idx.to(device)]
            p = model(model.encode([pairs[j][0] for j in idx]), y).log_softmax(-1)
            loss = -p.gather(2, y[..., None]).mean()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
        right = [a == t for a, (_, t) in zip(convert(model, [s for s, _ in test]), test)]
        print("epoch", epoch, "loss", round(loss.item(), 4), "right", sum(right) / len(right))
        if all(right):
            break
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
