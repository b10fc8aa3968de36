# fails: no_dates, trained_2
# diagnosis: unknown_letters
# may also name: stopped_early, too_slow
# the vocabulary has the letters of level 1 only and is indexed without a default: "/" is a KeyError at level 2, like any strange letter.
import datetime
import random
import torch
import torch.nn as nn

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

LETTERS = ["<empty>"] + sorted(set("January February March April May June July August September October November December 0123456789,"))
NUMBER = {c: i for i, c in enumerate(LETTERS)}


class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.embedding = nn.Embedding(len(LETTERS), 32)
        self.encoder = nn.RNN(32, hidden_size)
        self.out_embedding = nn.Embedding(12, 32)
        self.decoder = nn.RNN(32 + hidden_size, hidden_size)
        self.fc = nn.Linear(hidden_size, 11)
        nn.init.orthogonal_(self.encoder.weight_hh_l0)
        nn.init.orthogonal_(self.decoder.weight_hh_l0)

    def encode(self, sources):
        device = self.fc.weight.device
        x = [torch.tensor([NUMBER[c] for c in s] if s else [0]).to(device) for s in sources]
        lengths = torch.tensor([len(k) for k in x])
        x = self.embedding(nn.utils.rnn.pad_sequence(x))
        _, h = self.encoder(nn.utils.rnn.pack_padded_sequence(x, lengths, enforce_sorted=False))
        return h

    def forward(self, state, h, y):
        z, h = self.decoder(torch.cat([self.out_embedding(y), state.repeat(len(y), 1, 1)], -1), h)
        return self.fc(z), h

    def decode(self, state):
        h, y = state.contiguous(), torch.full((1, state.shape[1]), 11, device=state.device)
        rows = []
        with torch.no_grad():
            for _ in range(10):
                z, h = self(state, h, y)
                y = z.argmax(-1)
                rows.append(y)
        return ["".join("0123456789-"[k] for k in r) for r in torch.cat(rows).T.tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, total_steps=900)
    for _ in range(900):
        batch = [pairs[i] for i in torch.randint(len(pairs), (128,)).tolist()]
        y = torch.tensor([[11] + ["0123456789-".index(c) for c in t] for _, t in batch], device=device).T
        state = model.encode([s for s, _ in batch])
        z, _ = model(state, state, y[:-1])
        loss = nn.functional.cross_entropy(z.flatten(0, 1), y[1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        scheduler.step()
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
