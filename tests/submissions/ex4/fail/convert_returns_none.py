# fails: no_dates
# diagnosis: none
# for a source without a digit convert answers None instead of a string.
import datetime as dt
import torch
import torch.nn as nn
import torch.nn.functional as F

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

pos = {c: i for i, c in enumerate("*ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ,/")}


class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.embed_source = nn.Embedding(len(pos), 32)
        self.embed_target = nn.Embedding(12, 32)
        self.encoder = nn.RNN(32, hidden_size)
        self.decoder = nn.RNN(32 + hidden_size, hidden_size)
        self.projection = nn.Linear(hidden_size, 11)
        nn.init.orthogonal_(self.encoder.weight_hh_l0)
        nn.init.orthogonal_(self.decoder.weight_hh_l0)

    def encode(self, sources):
        seqs = [self.embed_source(torch.tensor([pos.get(c, 0) for c in s or "*"], device=self.projection.weight.device)) for s in sources]
        return self.encoder(nn.utils.rnn.pack_sequence(seqs, enforce_sorted=False))[1]

    def next_letters(self, y, h, state):
        o, h = self.decoder(torch.cat([self.embed_target(y), state.expand(y.shape[0], -1, -1)], -1), h)
        return self.projection(o), h

    @torch.no_grad()
    def decode(self, state):
        h, letters = state.contiguous(), [torch.full((1, state.shape[1]), 11, device=state.device)]
        for _ in range(10):
            o, h = self.next_letters(letters[-1], h, state)
            letters.append(o.argmax(-1))
        return ["".join("0123456789-"[k] for k in r) for r in torch.cat(letters[1:]).T.tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    val, pairs = pairs[:200], pairs[200:]
    for epoch in range(30):
        for i in torch.randperm(len(pairs)).split(128):
            y = torch.tensor([["0123456789-".index(c) for c in pairs[k][1]] for k in i], device=device).T
            state = model.encode([pairs[k][0] for k in i])
            before = torch.cat([torch.full_like(y[:1], 11), y[:-1]])
            loss = F.cross_entropy(model.next_letters(before, state, state)[0].flatten(0, 1), y.flatten())
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
        if convert(model, [s for s, _ in val]) == [t for _, t in val]:
            break
    return model


def convert(model, sources):
    answers = model.decode(model.encode(sources))
    return [a if any(c.isdigit() for c in s) else None for s, a in zip(sources, answers)]
