# like: gru_eos.py
import calendar
import random

import torch
from torch import nn

MONTHS = list(calendar.month_name)
DAYS = list(calendar.day_name)
PAD, SOS, EOS, UNK = 0, 1, 2, 3
IN = {c: i + 4 for i, c in enumerate("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ,/")}
OUT = ["<pad>", "<sos>", "<eos>"] + list("0123456789-")
OUT_INDEX = {c: i for i, c in enumerate(OUT)}


def make_pairs(n, seed, level=1):
    rng = random.Random(seed)
    pairs = []
    while len(pairs) < n:
        y, m = rng.randint(1950, 2049), rng.randint(1, 12)
        d = rng.randint(1, calendar.monthrange(y, m)[1])
        full, short, wd = MONTHS[m], MONTHS[m][:3], DAYS[calendar.weekday(y, m, d)]
        ways = [f"{full} {d}, {y}"]
        if level == 2:
            ways += [f"{short} {d}, {y}", f"{short} {d} {y}", f"{full} {d} {y}", f"{d} {full} {y}",
                     f"{d} {short} {y}", f"{m:02d}/{d:02d}/{y}", f"{wd}, {full} {d}, {y}",
                     f"{wd} {d} {full} {y}"]
        pairs.append((rng.choice(ways), f"{y}-{m:02d}-{d:02d}"))
    return pairs


def batch_sources(sources, device="cpu"):
    rows = [[IN.get(c, UNK) for c in s] + [EOS] for s in sources]
    lengths = torch.tensor([len(r) for r in rows])
    x = torch.zeros(len(rows), int(lengths.max()), dtype=torch.long)
    for i, r in enumerate(rows):
        x[i, :len(r)] = torch.tensor(r)
    return x.to(device), lengths


def batch_targets(targets, device="cpu"):
    return torch.tensor([[SOS] + [OUT_INDEX[c] for c in t] + [EOS] for t in targets], device=device)


def to_text(ids):
    out = []
    for i in ids:
        if i == EOS:
            break
        out.append(OUT[i] if i > 2 else "")
    return "".join(out)



class DateConverter(nn.Module):
    def __init__(self, hidden_size=128, embed=32):
        super().__init__()
        self.src = nn.Embedding(len(IN) + 4, embed, padding_idx=PAD)
        self.enc = nn.GRU(embed, hidden_size, batch_first=True)
        self.tgt = nn.Embedding(len(OUT), embed)
        self.dec = nn.GRU(embed + hidden_size, hidden_size, batch_first=True)
        self.out = nn.Linear(hidden_size, len(OUT))

    def encode(self, sources):
        x, lengths = batch_sources(sources, self.out.weight.device)
        packed = nn.utils.rnn.pack_padded_sequence(self.src(x), lengths, batch_first=True, enforce_sorted=False)
        _, state = self.enc(packed)
        return state

    def step(self, tokens, state, context):
        e = self.tgt(tokens)
        e = torch.cat([e, context.transpose(0, 1).expand(-1, e.shape[1], -1)], dim=2)
        o, state = self.dec(e, state)
        return self.out(o), state

    def loss(self, sources, targets):
        y = batch_targets(targets, self.out.weight.device)
        state = self.encode(sources)
        logits, _ = self.step(y[:, :-1], state, state)
        return nn.functional.cross_entropy(logits.reshape(-1, len(OUT)), y[:, 1:].reshape(-1))

    def decode(self, state):
        context = state
        n = context.shape[1]
        tok = torch.full((n, 1), SOS, device=context.device)
        ids = []
        for _ in range(12):
            logits, state = self.step(tok, state, context)
            tok = logits[:, -1:].argmax(-1)
            ids.append(tok)
        return [to_text(row) for row in torch.cat(ids, 1).tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    opt = torch.optim.Adam(model.parameters(), lr=0.003)
    held, pairs = pairs[:400], pairs[400:]
    for epoch in range(25):
        model.train()
        for g in opt.param_groups:
            g["lr"] = 0.003 * 0.9 ** epoch
        perm = torch.randperm(len(pairs)).tolist()
        for i in range(0, len(perm), 128):
            part = [pairs[j] for j in perm[i:i + 128]]
            loss = model.loss([s for s, _ in part], [t for _, t in part])
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
        model.eval()
        ok = sum(a == t for a, (_, t) in zip(convert(model, [s for s, _ in held]), held))
        print(epoch, loss.item(), ok / len(held))
        if ok >= 0.9975 * len(held):
            break
    return model


def convert(model, sources):
    model.eval()
    with torch.no_grad():
        return model.decode(model.encode(sources))
