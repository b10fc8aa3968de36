# fails: no_dates
# diagnosis: long_source
# letters are written into a buffer of 32 columns without a look at the length, a longer text is an IndexError.
import random
import torch
from torch import nn
import torch.nn.functional as F

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

BUFFER = 32
TABLE = {c: i for i, c in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ,/", 2)}


class DateConverter(nn.Module):
    def __init__(self, hidden_size: int = 128):
        super().__init__()
        self.x_embedding = nn.Embedding(len(TABLE) + 2, 32, padding_idx=0)
        self.y_embedding = nn.Embedding(12, 32)
        self.encoder = nn.RNN(32, hidden_size, batch_first=True)
        self.decoder = nn.RNN(32 + hidden_size, hidden_size, batch_first=True)
        self.linear = nn.Linear(hidden_size, 11)
        for p in (self.encoder.weight_hh_l0, self.decoder.weight_hh_l0):
            nn.init.orthogonal_(p)

    def encode(self, sources):
        buffer = torch.zeros(len(sources), BUFFER, dtype=torch.long)
        last = torch.zeros(len(sources), dtype=torch.long)
        for row, source in enumerate(sources):
            for column, letter in enumerate(source):
                buffer[row, column] = TABLE.get(letter, 1)
                last[row] = column
        width = int(last.max()) + 1
        out, _ = self.encoder(self.x_embedding(buffer[:, :width].to(self.linear.weight.device)))
        return out[torch.arange(len(sources)), last]

    def read_out(self, y, h, state):
        o, h = self.decoder(torch.cat([self.y_embedding(y), state.unsqueeze(1).expand(-1, y.size(1), -1)], 2), h)
        return self.linear(o), h

    def decode(self, state):
        with torch.no_grad():
            y, h, out = torch.full((state.size(0), 1), 11, device=state.device), state.unsqueeze(0).contiguous(), []
            for _ in range(10):
                o, h = self.read_out(y, h, state)
                y = o.argmax(2)
                out.append(y)
        return ["".join("0123456789-"[k] for k in r) for r in torch.cat(out, 1).tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    test = pairs[-200:]
    for step in range(1, 4001):
        batch = [pairs[i] for i in torch.randint(len(pairs) - 200, (128,)).tolist()]
        y = torch.tensor([["0123456789-".index(c) for c in t] for _, t in batch], device=device)
        state = model.encode([s for s, _ in batch])
        o, _ = model.read_out(F.pad(y[:, :-1], (1, 0), value=11), state.unsqueeze(0), state)
        loss = F.cross_entropy(o.transpose(1, 2), y)
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        if step % 100 == 0 and convert(model, [s for s, _ in test]) == [t for _, t in test]:
            break
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
