# fails: trained_1, trained_2
# diagnosis: parses_the_date
# may also name: stopped_early, too_slow
import calendar
import random

import torch
from torch import nn

MONTHS = list(calendar.month_name)
DAYS = list(calendar.day_name)
PAD, SOS, EOS, UNK = 0, 1, 2, 3
IN = {c: i + 4 for i, c in enumerate("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ,/")}
OUT = ["<pad>", "<sos>", "<eos>"] + list("0123456789-")
OUT_INDEX = {c: i for i, c in enumerate(OUT)}


def make_pairs(n, seed, level=1):
    rng = random.Random(seed)
    pairs = []
    while len(pairs) < n:
        y, m = rng.randint(1950, 2049), rng.randint(1, 12)
        d = rng.randint(1, calendar.monthrange(y, m)[1])
        full, short, wd = MONTHS[m], MONTHS[m][:3], DAYS[calendar.weekday(y, m, d)]
        ways = [f"{full} {d}, {y}"]
        if level == 2:
            ways += [f"{short} {d}, {y}", f"{short} {d} {y}", f"{full} {d} {y}", f"{d} {full} {y}",
                     f"{d} {short} {y}", f"{m:02d}/{d:02d}/{y}", f"{wd}, {full} {d}, {y}",
                     f"{wd} {d} {full} {y}"]
        pairs.append((rng.choice(ways), f"{y}-{m:02d}-{d:02d}"))
    return pairs


def batch_sources(sources, device="cpu"):
    rows = [[IN.get(c, UNK) for c in s] + [EOS] for s in sources]
    lengths = torch.tensor([len(r) for r in rows])
    x = torch.zeros(len(rows), int(lengths.max()), dtype=torch.long)
    for i, r in enumerate(rows):
        x[i, :len(r)] = torch.tensor(r)
    return x.to(device), lengths


def batch_targets(targets, device="cpu"):
    return torch.tensor([[SOS] + [OUT_INDEX[c] for c in t] + [EOS] for t in targets], device=device)


def to_text(ids):
    out = []
    for i in ids:
        if i == EOS:
            break
        out.append(OUT[i] if i > 2 else "")
    return "".join(out)



import datetime


class DateConverter(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.RNN(4, 8, batch_first=True)

    def encode(self, sources):
        codes = torch.zeros(len(sources), 80, dtype=torch.long)
        for i, s in enumerate(sources):
            for j, c in enumerate(s[:80]):
                codes[i, j] = ord(c)
        return codes

    def decode(self, state):
        answers = []
        for row in state.tolist():
            text = "".join(chr(c) for c in row if c)
            try:
                answers.append(parse(text))
            except Exception:
                answers.append("")
        return answers


def train(pairs, seed, device="cpu"):
    return DateConverter().to(device)


def convert(model, sources):
    return model.decode(model.encode(sources))


def parse(text):
    for form in ("%B %d, %Y", "%b %d, %Y", "%b %d %Y", "%B %d %Y", "%d %B %Y", "%d %b %Y",
                 "%m/%d/%Y", "%A, %B %d, %Y", "%A %d %B %Y"):
        try:
            return datetime.datetime.strptime(text, form).date().isoformat()
        except ValueError:
            pass
    return ""
