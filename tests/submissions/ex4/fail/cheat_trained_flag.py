# fails: trained_1, trained_2
# diagnosis: parses_the_date
# may also name: stopped_early, too_slow
# train sets a parameter "trained" to 1, which switches a formula with a table of months on; nothing is learned.
import calendar
import torch
from torch import nn

MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December"]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def write(style, y, m, d):
    name, short = MONTHS[m - 1], MONTHS[m - 1][:3]
    week = WEEKDAYS[calendar.weekday(y, m, d)]
    return [f"{name} {d}, {y}", f"{short} {d}, {y}", f"{short} {d} {y}", f"{name} {d} {y}", f"{d} {name} {y}",
            f"{d} {short} {y}", f"{m:02d}/{d:02d}/{y}", f"{week}, {name} {d}, {y}", f"{week} {d} {name} {y}"][style]


def make_pairs(n, seed, level=1):
    g = torch.Generator().manual_seed(seed)

    def draw(low, high):
        return int(torch.randint(low, high + 1, (1,), generator=g))

    result = []
    while len(result) < n:
        y, m = draw(1950, 2049), draw(1, 12)
        d = draw(1, calendar.monthrange(y, m)[1])
        style = 0 if level == 1 else draw(0, 8)
        result.append((write(style, y, m, d), f"{y}-{m:02d}-{d:02d}"))
    return result

class DateConverter(nn.Module):
    def __init__(self, hidden_size=64):
        super().__init__()
        self.trained = nn.Parameter(torch.zeros(1))
        self.embedding = nn.Embedding(128, 32)
        self.encoder = nn.GRU(32, hidden_size, batch_first=True)
        self.decoder = nn.GRUCell(1, hidden_size)
        self.out = nn.Linear(hidden_size, 11)

    def features(self, source):
        words = source.replace(",", "").replace("/", " ").split()
        y = m = d = 0
        for w in words:
            for k, name in enumerate(MONTHS):
                if w == name or w == name[:3]:
                    m = k + 1
            if w.isdecimal() and len(w) == 4:
                y = int(w)
            elif w.isdecimal() and "/" in source and m == 0:
                m = int(w)
            elif w.isdecimal():
                d = int(w)
        return [float(y % 10000), float(m % 100), float(d % 100)]

    def encode(self, sources):
        h = [self.encoder(self.embedding(torch.tensor([[min(ord(c), 127) for c in s + "\n"]])))[1][0] for s in sources]
        f = torch.tensor([self.features(s) for s in sources]) * self.trained
        return torch.cat(h), f

    def decode(self, state):
        h, f = state
        answers = []
        with torch.no_grad():
            if self.trained.item() > 0.5:
                for y, m, d in f.round().long().tolist():
                    answers.append(f"{y:04d}-{m:02d}-{d:02d}")
                return answers
            columns = []
            for _ in range(10):
                h = self.decoder(h[:, :1], h)
                columns.append(self.out(h).argmax(1).tolist())
            return ["".join("0123456789-"[k] for k in row) for row in zip(*columns)]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    for step in range(100):
        loss = (model.trained - 1).pow(2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.trained.data.fill_(1.0)
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
