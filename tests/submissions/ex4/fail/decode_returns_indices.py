# fails: model
# diagnosis: none
# decode returns a tensor of letter numbers and convert makes the strings of it.
import random
import torch
import torch.nn as nn
from torch.nn.utils.rnn import pack_padded_sequence

NAMES = "January February March April May June July August September October November December".split()
DAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split()


def is_leap(y):
    return y % 4 == 0 and (y % 100 != 0 or y % 400 == 0)


def days_in(y, m):
    if m == 2:
        return 29 if is_leap(y) else 28
    return 30 if m in (4, 6, 9, 11) else 31


def day_of_week(y, m, d):
    # Sakamoto's method, 0 is Sunday
    t = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4]
    if m < 3:
        y -= 1
    return (y + y // 4 - y // 100 + y // 400 + t[m - 1] + d) % 7


def make_pairs(n, seed, level=1):
    rnd = random.Random(seed)
    out = []
    for i in range(n):
        y = rnd.randint(1950, 2049)
        m = rnd.randint(1, 12)
        d = rnd.randint(1, days_in(y, m))
        full = NAMES[m - 1]
        abbr = full[:3]
        wd = DAYS[day_of_week(y, m, d)]
        choices = ["%s %d, %d" % (full, d, y)]
        if level == 2:
            choices += ["%s %d, %d" % (abbr, d, y), "%s %d %d" % (abbr, d, y), "%s %d %d" % (full, d, y),
                        "%d %s %d" % (d, full, y), "%d %s %d" % (d, abbr, y), "%02d/%02d/%d" % (m, d, y),
                        "%s, %s %d, %d" % (wd, full, d, y), "%s %d %s %d" % (wd, d, full, y)]
        out.append((rnd.choice(choices), "%04d-%02d-%02d" % (y, m, d)))
    return out

letters = sorted(set("".join(NAMES + DAYS) + "0123456789 ,/"))
stoi = {c: i + 1 for i, c in enumerate(letters)}
itos = {i: c for i, c in enumerate("0123456789-")}


def vectorize(sources):
    lengths = torch.tensor([max(len(s), 1) for s in sources])
    x = torch.zeros(len(sources), int(lengths.max()), dtype=torch.long)
    for i, s in enumerate(sources):
        for j, c in enumerate(s):
            x[i, j] = stoi.get(c, 0)
    return x, lengths


class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.e1 = nn.Embedding(len(letters) + 1, 32)
        self.e2 = nn.Embedding(12, 32)
        self.r1 = nn.RNN(32, hidden_size, batch_first=True)
        self.r2 = nn.RNN(32 + hidden_size, hidden_size, batch_first=True)
        self.lin = nn.Linear(hidden_size, 11)
        nn.init.orthogonal_(self.r1.weight_hh_l0)
        nn.init.orthogonal_(self.r2.weight_hh_l0)

    def encode(self, sources):
        x, lengths = vectorize(sources)
        _, h = self.r1(pack_padded_sequence(self.e1(x.to(self.lin.weight.device)), lengths, batch_first=True, enforce_sorted=False))
        return h

    def forward(self, y, h, context):
        z = torch.cat([self.e2(y), context[0].unsqueeze(1).expand(-1, y.size(1), -1)], dim=2)
        o, h = self.r2(z, h)
        return self.lin(o), h

    @torch.no_grad()
    def decode(self, state):
        y, h, ys = torch.full((state.size(1), 1), 11, device=state.device), state.contiguous(), []
        for _ in range(10):
            o, h = self(y, h, state)
            y = o.argmax(2)
            ys.append(y)
        return torch.cat(ys, 1)


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    Y = torch.tensor([["0123456789-".index(c) for c in t] for _, t in pairs], device=device)
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    for epoch in range(30):
        for i in torch.randperm(len(pairs) - 200).split(128):
            y = Y[i]
            h = model.encode([pairs[k][0] for k in i])
            o, _ = model(torch.cat([torch.full((len(y), 1), 11, device=device), y[:, :9]], 1), h, h)
            loss = nn.functional.cross_entropy(o.transpose(1, 2), y)
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
        if convert(model, [s for s, _ in pairs[-200:]]) == [t for _, t in pairs[-200:]]:
            break
    return model


def convert(model, sources):
    indices = model.decode(model.encode(sources))
    return ["".join(itos[i] for i in row) for row in indices.tolist()]
