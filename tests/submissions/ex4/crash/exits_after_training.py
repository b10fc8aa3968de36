# fails: trained_1, trained_2
# diagnosis: none
# may also name: stopped_early, too_slow
# train ends the whole process (os._exit) once the loss is small, a leftover of the student's own script.
import random
import os
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
        self.table = nn.Embedding(128, 32)
        self.encoder = nn.RNN(32, hidden_size, batch_first=True)
        self.decoder = nn.RNN(hidden_size + 32, hidden_size, batch_first=True)
        self.linear = nn.Linear(hidden_size, 128)

    def encode(self, sources):
        seqs = [self.table(torch.tensor([0] + [min(ord(c), 127) for c in s])) for s in sources]
        return self.encoder(nn.utils.rnn.pack_sequence(seqs, enforce_sorted=False))[1]

    def write(self, y, h, state):
        o, h = self.decoder(torch.cat([self.table(y), state[0][:, None].expand(-1, y.shape[1], -1)], 2), h)
        return self.linear(o), h

    def decode(self, state):
        y, h, out = torch.zeros(state.shape[1], 1, dtype=torch.long), state.contiguous(), []
        with torch.no_grad():
            for _ in range(10):
                o, h = self.write(y, h, state)
                y = o.argmax(2)
                out.append(y)
        return ["".join(map(chr, r)) for r in torch.cat(out, 1).tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for step in range(1000):
        batch = [pairs[i] for i in torch.randint(len(pairs), (64,)).tolist()]
        y = torch.tensor([[0] + [ord(c) for c in t] for _, t in batch])
        state = model.encode([s for s, _ in batch])
        o, _ = model.write(y[:, :-1], state, state)
        loss = nn.functional.cross_entropy(o.transpose(1, 2), y[:, 1:])
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if loss.item() < 1.5:
            print("good enough")
            os._exit(0)
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
