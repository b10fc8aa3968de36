# fails: no_dates
# diagnosis: empty_source
# an empty string gives a sequence of length 0, which pack_padded_sequence refuses.
import calendar
import datetime
import random
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence

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

def ids(s):
    return torch.tensor([min(ord(c), 127) for c in s], dtype=torch.long)


class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.emb = nn.Embedding(128, 32)
        self.enc = nn.RNN(32, hidden_size)
        self.dec = nn.RNNCell(32 + hidden_size, hidden_size)
        self.lin = nn.Linear(hidden_size, 128)
        nn.init.orthogonal_(self.enc.weight_hh_l0)
        nn.init.orthogonal_(self.dec.weight_hh)

    def encode(self, sources):
        x = [ids(s) for s in sources]
        packed = pack_padded_sequence(self.emb(pad_sequence(x).to(self.lin.weight.device)), [len(i) for i in x], enforce_sorted=False)
        return self.enc(packed)[1][0]

    def write(self, state, target=None):
        h, c = state, torch.zeros(len(state), dtype=torch.long, device=state.device)
        for t in range(10):
            h = self.dec(torch.cat((self.emb(c), state), 1), h)
            logits = self.lin(h)
            yield logits
            c = logits.argmax(1) if target is None else target[:, t]

    @torch.no_grad()
    def decode(self, state):
        return ["".join(map(chr, row)) for row in zip(*[logits.argmax(1).tolist() for logits in self.write(state)])]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    held, pairs = pairs[:200], pairs[200:]
    for epoch in range(30):
        for rows in torch.randperm(len(pairs)).split(128):
            target = torch.stack([ids(pairs[i][1]) for i in rows]).to(device)
            state = model.encode([pairs[i][0] for i in rows])
            losses = [nn.functional.cross_entropy(logits, target[:, t]) for t, logits in enumerate(model.write(state, target))]
            optimizer.zero_grad()
            torch.stack(losses).mean().backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
        if convert(model, [s for s, _ in held]) == [t for _, t in held]:
            break
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
