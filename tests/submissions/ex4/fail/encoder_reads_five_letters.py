# fails: trained_1, trained_2
# diagnosis: none
# may also name: stopped_early, too_slow
# encode cuts the sources after five letters, day and year are never read.
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

S = {c: i + 1 for i, c in enumerate(sorted(set("".join(MONTHS + WEEKDAYS) + " ,/0123456789")))}
MAX_LENGTH = 5


class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.e = nn.Embedding(len(S) + 1, 32)
        self.enc = nn.GRU(32, hidden_size, batch_first=True)
        self.d = nn.Embedding(12, 32)
        self.dec = nn.GRU(32, hidden_size, batch_first=True)
        self.o = nn.Linear(hidden_size, 11)

    def encode(self, sources):
        x = torch.zeros(len(sources), MAX_LENGTH, dtype=torch.long)
        for i, s in enumerate(sources):
            for j, c in enumerate(s[:MAX_LENGTH]):
                x[i, j] = S.get(c, 0)
        return self.enc(self.e(x.to(self.o.weight.device)))[1]

    def decode(self, state):
        h, y, res = state.contiguous(), torch.full((state.shape[1], 1), 11, device=state.device), []
        with torch.no_grad():
            for _ in range(10):
                z, h = self.dec(self.d(y), h)
                y = self.o(z).argmax(2)
                res.append(y)
        return ["".join("0123456789-"[k] for k in r) for r in torch.cat(res, 1).tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for step in range(400):
        batch = [pairs[i] for i in torch.randint(len(pairs), (128,)).tolist()]
        y = torch.tensor([[11] + ["0123456789-".index(c) for c in t] for _, t in batch], device=device)
        z, _ = model.dec(model.d(y[:, :-1]), model.encode([s for s, _ in batch]))
        loss = nn.functional.cross_entropy(model.o(z).transpose(1, 2), y[:, 1:])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
