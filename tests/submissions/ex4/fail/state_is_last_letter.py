# fails: trained_1, trained_2
# diagnosis: none
# may also name: stopped_early, too_slow
# the encoder has no recurrence, its state is the embedding of the last letter only.
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
        self.encoder = nn.Sequential(nn.Embedding(128, 32), nn.Linear(32, hidden_size), nn.Tanh())
        self.embedding = nn.Embedding(12, 32)
        self.decoder = nn.RNNCell(32 + hidden_size, hidden_size)
        self.head = nn.Linear(hidden_size, 11)

    def encode(self, sources):
        state = None
        width = max(len(s) for s in sources) + 1
        for t in range(width):
            # the letter at t, or the last one when the source is over
            ids = torch.tensor([min(ord(s[min(t, len(s) - 1)]), 127) if s else 0 for s in sources])
            state = self.encoder(ids.to(self.head.weight.device))
        return state

    def decode(self, state, target=None):
        h, last, logits = state, torch.full((len(state),), 11, device=state.device), []
        for t in range(10):
            h = self.decoder(torch.cat([self.embedding(last), state], 1), h)
            logits.append(self.head(h))
            last = logits[-1].argmax(1) if target is None else target[:, t]
        if target is not None:
            return torch.stack(logits, 1)
        return ["".join("0123456789-"[k] for k in row) for row in torch.stack(logits, 1).argmax(2).tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for step in range(400):
        batch = [pairs[i] for i in torch.randint(len(pairs), (64,)).tolist()]
        target = torch.tensor([["0123456789-".index(c) for c in t] for _, t in batch], device=device)
        logits = model.decode(model.encode([s for s, _ in batch]), target)
        loss = nn.functional.cross_entropy(logits.transpose(1, 2), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
