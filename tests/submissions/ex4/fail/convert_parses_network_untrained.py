# fails: model
# diagnosis: convert_differs
# convert parses with a table of months; the network has one step of training and plays no part.
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

class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.embedding = nn.Embedding(128, 32)
        self.encoder = nn.GRU(32, hidden_size, batch_first=True)
        self.decoder = nn.GRUCell(128, hidden_size)
        self.linear = nn.Linear(hidden_size, 128)

    def encode(self, sources):
        states = []
        for s in sources:
            ids = torch.tensor([[min(ord(c), 127) for c in s + " "]])
            states.append(self.encoder(self.embedding(ids))[1][0])
        return torch.cat(states)

    def decode(self, state):
        h = state
        text = [""] * len(h)
        with torch.no_grad():
            for _ in range(10):
                h = self.decoder(state, h)
                text = [t + chr(k) for t, k in zip(text, self.linear(h).argmax(1).tolist())]
        return text


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter()
    optimizer = torch.optim.Adam(model.parameters())
    state = model.encode([s for s, _ in pairs[:64]])
    logits = model.linear(model.decoder(state, state))
    loss = nn.functional.cross_entropy(logits, torch.tensor([ord(t[0]) for _, t in pairs[:64]]))
    loss.backward()
    optimizer.step()
    return model


def convert(model, sources):
    months = {name[:3]: i for i, name in enumerate(NAMES, 1)}
    answers = model.decode(model.encode(sources))
    for i, source in enumerate(sources):
        words = [w.strip(",") for w in source.replace("/", " ").split()]
        month = [months[w[:3]] for w in words if w[:3] in months]
        numbers = [int(w) for w in words if w.isdecimal()]
        if month and len(numbers) == 2:
            answers[i] = f"{numbers[1]:04d}-{month[0]:02d}-{numbers[0]:02d}"
        elif len(numbers) == 3:
            answers[i] = f"{numbers[2]:04d}-{numbers[0]:02d}-{numbers[1]:02d}"
    return answers
