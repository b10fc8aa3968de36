# like: lstm_textbook.py
# LSTM that reads the source backwards (Sutskever et al.), state (h, c) each (batch, hidden), LSTMCell decoder with h as context.
import datetime as dt
import torch
from torch import nn
from torch.nn.utils.rnn import pack_sequence

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

def letter_number(c):
    return ord(c) if ord(c) < 128 else 127


class DateConverter(nn.Module):
    def __init__(self, hidden_size: int = 128):
        super().__init__()
        self.embedding = nn.Embedding(128, 32)
        self.encoder = nn.LSTM(32, hidden_size)
        self.decoder = nn.LSTMCell(32 + hidden_size, hidden_size)
        self.output = nn.Linear(hidden_size, 128)

    def encode(self, sources):
        device = self.output.weight.device
        # "\x02" comes before the date and is so the last one read
        reversed_sources = [("\x02" + s)[::-1] for s in sources]
        sequences = [self.embedding(torch.tensor([letter_number(c) for c in s], device=device)) for s in reversed_sources]
        _, (h, c) = self.encoder(pack_sequence(sequences, enforce_sorted=False))
        return h.squeeze(0), c.squeeze(0)

    def decode(self, state):
        context, c = state
        h = context
        letters = torch.full((h.size(0),), 2, device=h.device)
        written = [[] for _ in range(h.size(0))]
        with torch.no_grad():
            for _ in range(11):
                h, c = self.decoder(torch.cat([self.embedding(letters), context], 1), (h, c))
                letters = self.output(h).argmax(1)
                for w, k in zip(written, letters.tolist()):
                    w.append(chr(k))
        # 3 is ETX, "end of text"
        return ["".join(w).split("\x03")[0] for w in written]

    def loss(self, pairs):
        context, c = self.encode([s for s, _ in pairs])
        h = context
        targets = torch.tensor([[ord(x) for x in "\x02" + t + "\x03"] for _, t in pairs], device=h.device)
        total = 0.0
        for given, wanted in zip(targets.T[:-1], targets.T[1:]):
            h, c = self.decoder(torch.cat([self.embedding(given), context], 1), (h, c))
            total = total + nn.functional.cross_entropy(self.output(h), wanted)
        return total / (targets.size(1) - 1)


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    valid = pairs[:200]
    pairs = pairs[200:]
    for step in range(6000):
        model.train()
        batch = [pairs[i] for i in torch.randint(len(pairs), (128,))]
        loss = model.loss(batch)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if (step + 1) % 50 == 0:
            model.eval()
            if convert(model, [s for s, _ in valid]) == [t for _, t in valid]:
                break
    return model.eval()


def convert(model, sources):
    return model.decode(model.encode(sources))
