# fails: model
# diagnosis: dates_mixed
# the hidden state is normalised with mean and deviation of the batch, also when it converts: company changes a date, one alone is all zeros.
import datetime
import random
import torch
from torch import nn
from torch.nn.utils.rnn import pack_sequence

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

L = {c: i for i, c in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ,/")}


class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.emb = nn.Embedding(len(L) + 1, 32)
        self.enc = nn.RNN(32, hidden_size, batch_first=True)
        self.gain = nn.Parameter(torch.ones(hidden_size))
        self.shift = nn.Parameter(torch.zeros(hidden_size))
        self.emb_d = nn.Embedding(12, 32)
        self.dec = nn.RNN(32 + hidden_size, hidden_size, batch_first=True)
        self.out = nn.Linear(hidden_size, 11)
        nn.init.orthogonal_(self.enc.weight_hh_l0)
        nn.init.orthogonal_(self.dec.weight_hh_l0)

    def batch_norm(self, h):
        mean = h.mean(dim=0, keepdim=True)
        std = h.std(dim=0, keepdim=True, unbiased=False)
        return self.gain * (h - mean) / (std + 1e-3) + self.shift

    def encode(self, sources):
        x = [self.emb(torch.tensor([L.get(c, len(L)) for c in s] or [len(L)], device=self.gain.device)) for s in sources]
        _, h = self.enc(pack_sequence(x, enforce_sorted=False))
        return self.batch_norm(h[0])

    def write(self, y, h, state):
        o, h = self.dec(torch.cat([self.emb_d(y), state.unsqueeze(1).expand(-1, y.shape[1], -1)], 2), h)
        return self.out(o), h

    @torch.no_grad()
    def decode(self, state):
        y = torch.full((len(state), 1), 11, device=state.device)
        h = state.unsqueeze(0).contiguous()
        columns = []
        for _ in range(10):
            o, h = self.write(y, h, state)
            y = o.argmax(2)
            columns.append(y)
        return ["".join("0123456789-"[k] for k in row) for row in torch.cat(columns, 1).tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    targets = torch.tensor([["0123456789-".index(c) for c in t] for _, t in pairs], device=device)
    n = len(pairs) - 256
    for epoch in range(30):
        order = torch.randperm(n)
        for k in range(0, n - 127, 128):
            rows = order[k:k + 128]
            y = targets[rows]
            state = model.encode([pairs[i][0] for i in rows.tolist()])
            logits, _ = model.write(torch.cat([y.new_full((128, 1), 11), y[:, :-1]], 1), state.unsqueeze(0), state)
            loss = nn.functional.cross_entropy(logits.flatten(0, 1), y.flatten())
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
        good = sum(a == t for a, (_, t) in zip(convert(model, [s for s, _ in pairs[n:]]), pairs[n:]))
        if good >= 255:
            break
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
