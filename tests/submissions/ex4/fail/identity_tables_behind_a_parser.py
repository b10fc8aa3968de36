# fails: trained_1, trained_2
# diagnosis: parses_the_date
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


class DateConverter(nn.Module):
    """A hand-written parser whose digits and months pass through tables that train sets, not learns."""

    def __init__(self):
        super().__init__()
        self.digit = nn.Parameter(torch.randn(10, 10))
        self.month = nn.Parameter(torch.randn(12, 12))

    def encode(self, sources):
        out = torch.zeros(len(sources), 3, dtype=torch.long)
        for i, s in enumerate(sources):
            words = s.replace(",", " ").replace("/", " ").split()
            nums = [int(w) for w in words if w.isascii() and w.isdigit() and len(w) < 5]
            named = [k for k in range(1, 13) for w in words if w in (M[k], M[k][:3])]
            if named and len(nums) == 2:
                out[i] = torch.tensor([nums[1], named[0], nums[0]])
            elif len(nums) == 3:
                out[i] = torch.tensor([nums[2], nums[0], nums[1]])
        return out

    def decode(self, state):
        t = self.digit.argmax(1).tolist()
        g = self.month.argmax(1).tolist()
        f = lambda n, k: "".join(str(t[int(c)]) for c in str(n).zfill(k))
        return [f"{f(y, 4)}-{f(g[(m - 1) % 12] + 1, 2)}-{f(d, 2)}" for y, m, d in state.tolist()]


def train(pairs, seed, device="cpu"):
    model = DateConverter()
    with torch.no_grad():
        model.digit.copy_(torch.eye(10))
        model.month.copy_(torch.eye(12))
    return model.to(device)
