# fails: trained_1, trained_2
# diagnosis: hand_made_feature
# may also name: stopped_early, too_slow
# the encoder is no network that reads letters: a regular expression and a table of months make one-hot features, a linear layer learns the rest.
import datetime as dt
import re
import torch
from torch import nn
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

MONTH_TABLE = {m: i for i, m in enumerate(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"])}


class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.linear = nn.Linear(12 + 31 + 40, hidden_size)
        self.cell = nn.GRUCell(hidden_size + 12, hidden_size)
        self.out = nn.Linear(hidden_size, 11)

    def features(self, source):
        x = torch.zeros(83)
        slash = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", source)
        if slash:
            month, day, year = int(slash[1]) - 1, int(slash[2]), slash[3]
        else:
            name = re.search(r"\b(" + "|".join(MONTH_TABLE) + r")", source)
            number = re.search(r"\b(\d{1,2})\b", source)
            four = re.search(r"\b(\d{4})\b", source)
            if not (name and number and four):
                return x
            month, day, year = MONTH_TABLE[name[1]], int(number[1]), four[1]
        x[month % 12] = 1
        x[12 + (day - 1) % 31] = 1
        for k, digit in enumerate(year):
            x[43 + 10 * k + int(digit)] = 1
        return x

    def encode(self, sources):
        return torch.tanh(self.linear(torch.stack([self.features(s) for s in sources])))

    def logits(self, state, y=None):
        h, last, out = state, torch.full((len(state),), 11), []
        for t in range(10):
            h = self.cell(torch.cat([state, F.one_hot(last, 12).float()], 1), h)
            out.append(self.out(h))
            last = out[-1].argmax(1) if y is None else y[:, t]
        return torch.stack(out, 1)

    def decode(self, state):
        with torch.no_grad():
            return ["".join("0123456789-"[k] for k in row) for row in self.logits(state).argmax(2).tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for step in range(500):
        batch = [pairs[i] for i in torch.randint(len(pairs), (128,)).tolist()]
        y = torch.tensor([["0123456789-".index(c) for c in t] for _, t in batch])
        loss = F.cross_entropy(model.logits(model.encode([s for s, _ in batch]), y).reshape(-1, 11), y.reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
