# fails: trained_1, trained_2
# diagnosis: parses_the_date, some_ways_only
# may also name: stopped_early, too_slow
import calendar, random
import torch
from torch import nn

M = list(calendar.month_name)
D = list(calendar.day_name)


def make_pairs(n, seed, level=1):
    rng = random.Random(seed)
    pairs = []
    while len(pairs) < n:
        y, m = rng.randint(1950, 2049), rng.randint(1, 12)
        d = rng.randint(1, calendar.monthrange(y, m)[1])
        f, s, w = M[m], M[m][:3], D[calendar.weekday(y, m, d)]
        ways = [f"{f} {d}, {y}"]
        if level == 2:
            ways += [f"{s} {d}, {y}", f"{s} {d} {y}", f"{f} {d} {y}", f"{d} {f} {y}",
                     f"{d} {s} {y}", f"{m:02d}/{d:02d}/{y}", f"{w}, {f} {d}, {y}", f"{w} {d} {f} {y}"]
        pairs.append((rng.choice(ways), f"{y}-{m:02d}-{d:02d}"))
    return pairs


def convert(model, sources):
    return model.decode(model.encode(sources))


N = 1 << 20


class DateConverter(nn.Module):
    """A hash table of the whole calendar, hidden dates too, which train fills from make_pairs' ways."""

    def __init__(self):
        super().__init__()
        self.table = nn.Parameter(torch.randn(N, 3) * 30)

    def encode(self, sources):
        return torch.tensor([[h(s)] for s in sources])

    def decode(self, state):
        rows = self.table.detach()[state[:, 0]].round().long().abs().tolist()
        return [f"{y:04}-{m:02}-{d:02}" for y, m, d in rows]


def h(s):
    v = 0
    for c in s:
        v = (v * 1000003 + ord(c) + 7) % 2305843009213693951
    return v % N


def train(pairs, seed, device="cpu"):
    model = DateConverter()
    with torch.no_grad():
        for y in range(1950, 2050):
            for m in range(1, 13):
                for d in range(1, calendar.monthrange(y, m)[1] + 1):
                    model.table[h(f"{M[m]} {d}, {y}")] = torch.tensor([y, m, d]).float()
    return model.to(device)
