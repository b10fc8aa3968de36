# fails: trained_1, trained_2
# diagnosis: none
# may also name: stopped_early, too_slow
# to be fast only the first 200 pairs are used, they are learned by heart.
import random
import torch
from torch import nn

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

LIMIT = 200


class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.embed = nn.Embedding(256, 24)
        self.read = nn.LSTM(24, hidden_size)
        self.write = nn.LSTMCell(24 + hidden_size, hidden_size)
        self.letter = nn.Linear(hidden_size, 256)

    def encode(self, sources):
        # utf-8, so that every letter there is has numbers
        rows = [torch.tensor(list(s.encode("utf-8")) + [0], device=self.letter.weight.device) for s in sources]
        _, (h, c) = self.read(nn.utils.rnn.pack_sequence([self.embed(r) for r in rows], enforce_sorted=False))
        return h[0], c[0]

    def letters(self, state, target=None):
        context, c = state
        h, last, out = context, torch.zeros(len(context), dtype=torch.long, device=context.device), []
        for t in range(10):
            h, c = self.write(torch.cat([self.embed(last), context], 1), (h, c))
            out.append(self.letter(h))
            last = out[-1].argmax(1) if target is None else target[:, t]
        return torch.stack(out, 1)

    def decode(self, state):
        with torch.no_grad():
            ids = self.letters(state).argmax(2).tolist()
        return [bytes(i).decode("utf-8", errors="replace") for i in ids]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    pairs = pairs[:LIMIT]
    model = DateConverter().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for epoch in range(150):
        for i in torch.randperm(len(pairs)).split(100):
            batch = [pairs[k] for k in i.tolist()]
            target = torch.tensor([list(t.encode()) for _, t in batch], device=device)
            loss = nn.functional.cross_entropy(model.letters(model.encode([s for s, _ in batch]), target).transpose(1, 2), target)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
        if convert(model, [s for s, _ in pairs]) == [t for _, t in pairs]:
            break
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
