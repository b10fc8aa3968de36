# fails: loads
# diagnosis: none
# convert was never written (only a method of the model).
import datetime
import random
import torch
from torch import nn

FORMATS = ["{B} {d}, {Y}", "{b} {d}, {Y}", "{b} {d} {Y}", "{B} {d} {Y}", "{d} {B} {Y}", "{d} {b} {Y}",
           "{m}/{dd}/{Y}", "{A}, {B} {d}, {Y}", "{A} {d} {B} {Y}"]


def make_pairs(n, seed, level=1):
    rng = random.Random(seed)
    first, last = datetime.date(1950, 1, 1).toordinal(), datetime.date(2049, 12, 31).toordinal()
    pairs = []
    for _ in range(n):
        day = datetime.date.fromordinal(rng.randint(first, last))
        fmt = FORMATS[0] if level == 1 else rng.choice(FORMATS)
        text = fmt.format(B=day.strftime("%B"), b=day.strftime("%b"), d=day.day, Y=day.year,
                          m=day.strftime("%m"), dd=day.strftime("%d"), A=day.strftime("%A"))
        pairs.append((text, day.isoformat()))
    return pairs

class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.emb = nn.Embedding(128, 32)
        self.enc = nn.GRU(32, hidden_size, batch_first=True)
        self.dec = nn.GRUCell(32 + hidden_size, hidden_size)
        self.out = nn.Linear(hidden_size, 128)

    def encode(self, sources):
        x = [self.emb(torch.tensor([min(ord(c), 127) for c in s + "\n"])) for s in sources]
        return self.enc(nn.utils.rnn.pack_sequence(x, enforce_sorted=False))[1][0]

    def steps(self, state, y=None):
        h, last, out = state, torch.zeros(len(state), dtype=torch.long), []
        for t in range(10):
            h = self.dec(torch.cat([self.emb(last), state], 1), h)
            out.append(self.out(h))
            last = out[-1].argmax(1) if y is None else y[:, t]
        return torch.stack(out, 2)

    def decode(self, state):
        return ["".join(map(chr, r)) for r in self.steps(state).argmax(1).tolist()]

    def convert(self, sources):
        return self.decode(self.encode(sources))


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter()
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    for step in range(800):
        b = [pairs[i] for i in torch.randint(len(pairs), (128,)).tolist()]
        y = torch.tensor([[ord(c) for c in t] for _, t in b])
        loss = nn.functional.cross_entropy(model.steps(model.encode([s for s, _ in b]), y), y)
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
    return model
