# fails: trained_1, trained_2
# diagnosis: no_optimizer_step
# may also name: stopped_early, too_slow
# loss.backward() but never optimizer.step(), the weights stay what they were.
import calendar
import datetime
import random
import torch
import torch.nn as nn
import torch.nn.functional as F

def make_pairs(n, seed, level=1):
    """n random dates, (as people write it, ISO)."""
    generator = random.Random(seed * 2 + level)
    pairs = []
    for _ in range(n):
        year = generator.randrange(1950, 2050)
        month = generator.randrange(1, 13)
        day = generator.randrange(1, calendar.monthrange(year, month)[1] + 1)
        when = datetime.date(year, month, day)
        long, short = calendar.month_name[month], calendar.month_abbr[month]
        weekday = calendar.day_name[when.weekday()]
        which = generator.randrange(9) if level == 2 else 0
        if which == 6:
            source = f"{month:02}/{day:02}/{year}"
        elif which == 7:
            source = f"{weekday}, {long} {day}, {year}"
        elif which == 8:
            source = f"{weekday} {day} {long} {year}"
        elif which in (4, 5):
            source = f"{day} {long if which == 4 else short} {year}"
        else:
            source = f"{long if which in (0, 3) else short} {day}{',' if which < 2 else ''} {year}"
        pairs.append((source, when.isoformat()))
    return pairs

class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.embed = nn.Embedding(128, 32)
        self.reader = nn.GRU(32, hidden_size, batch_first=True)
        self.writer = nn.GRUCell(32 + hidden_size, hidden_size)
        self.out = nn.Linear(hidden_size, 11)

    def encode(self, sources):
        lengths = torch.tensor([len(s) + 1 for s in sources])
        ids = torch.zeros(len(sources), int(lengths.max()), dtype=torch.long)
        for i, s in enumerate(sources):
            ids[i, :len(s) + 1] = torch.tensor([min(ord(c), 127) for c in s] + [1])
        out, _ = self.reader(self.embed(ids.to(self.out.weight.device)))
        return out[torch.arange(len(ids)), lengths - 1]

    def forward(self, state, y=None):
        h, last, logits = state, torch.full((len(state),), 2, device=state.device), []
        for t in range(10):
            h = self.writer(torch.cat([self.embed(last), state], 1), h)
            logits.append(self.out(h))
            k = logits[-1].argmax(1) if y is None else y[:, t]
            last = k + 48
        return torch.stack(logits, dim=1)

    def decode(self, state):
        with torch.no_grad():
            best = self(state).argmax(dim=2).tolist()
        return ["".join("0123456789-"[k] for k in row) for row in best]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    y = torch.tensor([["0123456789-".index(c) for c in t] for _, t in pairs]).to(device)
    losses = []
    for epoch in range(2):
        order = torch.randperm(len(pairs))
        for k in range(0, len(pairs), 128):
            rows = order[k:k + 128]
            optimizer.zero_grad()
            logits = model(model.encode([pairs[i][0] for i in rows.tolist()]), y[rows])
            loss = F.cross_entropy(logits.reshape(-1, 11), y[rows].reshape(-1))
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            losses.append(loss.item())
        print(f"epoch {epoch}: {sum(losses[-50:]) / 50:.4f}")
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
