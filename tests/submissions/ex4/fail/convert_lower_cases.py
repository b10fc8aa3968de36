# fails: model
# diagnosis: convert_differs
# the network learns lower case letters, but only convert makes them so: encode reads "January" with a capital letter it has never seen.
import calendar
import datetime
import random
import torch
from torch import nn

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

# lower case is enough, which makes the vocabulary smaller
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789 ,/ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class DateConverter(nn.Module):
    def __init__(self, hidden_size: int = 128):
        super().__init__()
        self.embedding = nn.Embedding(len(LETTERS) + 1, 32)
        self.encoder = nn.RNN(32, hidden_size)
        self.decoder_embedding = nn.Embedding(12, 32)
        self.decoder = nn.RNN(32 + hidden_size, hidden_size)
        self.linear = nn.Linear(hidden_size, 11)
        nn.init.orthogonal_(self.encoder.weight_hh_l0)
        nn.init.orthogonal_(self.decoder.weight_hh_l0)

    def encode(self, sources):
        x = [self.embedding(torch.tensor([LETTERS.find(c) % (len(LETTERS) + 1) for c in s] or [0],
                                         device=self.linear.weight.device)) for s in sources]
        _, h = self.encoder(nn.utils.rnn.pack_sequence(x, enforce_sorted=False))
        return h

    def decode_step(self, y, h, state):
        x = torch.cat([self.decoder_embedding(y), state.expand(len(y), -1, -1)], 2)
        o, h = self.decoder(x, h)
        return self.linear(o), h

    def decode(self, state):
        y, h = torch.full((1, state.shape[1]), 11, device=state.device), state.contiguous()
        rows = []
        with torch.no_grad():
            for _ in range(10):
                o, h = self.decode_step(y, h, state)
                y = o.argmax(2)
                rows.append(y[0].tolist())
        return ["".join("0123456789-"[k] for k in column) for column in zip(*rows)]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    pairs = [(s.lower(), t) for s, t in pairs]
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    for step in range(4000):
        batch = [pairs[i] for i in torch.randint(200, len(pairs), (128,)).tolist()]
        y = torch.tensor([[11] + ["0123456789-".index(c) for c in t] for _, t in batch], device=device).T
        state = model.encode([s for s, _ in batch])
        o, _ = model.decode_step(y[:-1], state, state)
        loss = nn.functional.cross_entropy(o.flatten(0, 1), y[1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 100 == 99 and convert(model, [s for s, _ in pairs[:200]]) == [t for _, t in pairs[:200]]:
            break
    return model


def convert(model, sources):
    return model.decode(model.encode([source.lower() for source in sources]))
