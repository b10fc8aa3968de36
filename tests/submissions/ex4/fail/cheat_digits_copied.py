# fails: trained_1, trained_2
# diagnosis: parses_the_date
# may also name: stopped_early, too_slow
# like: cheat_strptime_in_encode.py
# the network learns the month only; the digits of year and day are copied out of the source by code and travel in the state.
import random
import torch
import torch.nn as nn

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

class DateConverter(nn.Module):
    def __init__(self, hidden_size=64):
        super().__init__()
        self.emb = nn.Embedding(128, 32)
        self.rnn = nn.GRU(32, hidden_size, batch_first=True)
        self.month = nn.Linear(hidden_size, 12)

    def digits(self, source):
        words = "".join(c if c.isascii() and c.isdigit() else " " for c in source).split()
        year = [w for w in words if len(w) == 4]
        short = [w for w in words if len(w) <= 2]
        text = (year[0] if year else "0000") + (short[-1].zfill(2) if short else "00")
        return [float(c) for c in text]

    def encode(self, sources):
        h = []
        for s in sources:
            ids = torch.tensor([[min(ord(c), 127) for c in s[:16]] or [0]])
            h.append(self.rnn(self.emb(ids))[1].squeeze(0))
        return torch.cat(h), torch.tensor([self.digits(s) for s in sources])

    def decode(self, state):
        h, digits = state
        months = self.month(h).argmax(1).tolist()
        answers = []
        for m, row in zip(months, digits.long().tolist()):
            d = "".join(map(str, row))
            answers.append(d[:4] + "-" + str(m + 1).zfill(2) + "-" + d[4:])
        return answers


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    for step in range(150):
        batch = [pairs[i] for i in torch.randint(len(pairs), (32,)).tolist()]
        h, _ = model.encode([s for s, _ in batch])
        loss = nn.functional.cross_entropy(model.month(h), torch.tensor([int(t[5:7]) - 1 for _, t in batch]))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
