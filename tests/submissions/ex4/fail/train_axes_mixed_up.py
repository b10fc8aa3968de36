# fails: trained_1, trained_2
# diagnosis: always_the_same
# may also name: stopped_early, too_slow
# logits are (length, batch, letters) and targets (batch, length), both are flattened: every letter is compared with that of another date.
import numpy as np
from datetime import date, timedelta
import torch
import torch.nn as nn

def spell(d, kind):
    """One of the nine ways to write the date d."""
    if kind == 0:
        return d.strftime("%B ") + str(d.day) + d.strftime(", %Y")
    elif kind == 1:
        return d.strftime("%b ") + str(d.day) + d.strftime(", %Y")
    elif kind == 2:
        return d.strftime("%b ") + str(d.day) + d.strftime(" %Y")
    elif kind == 3:
        return d.strftime("%B ") + str(d.day) + d.strftime(" %Y")
    elif kind == 4:
        return str(d.day) + d.strftime(" %B %Y")
    elif kind == 5:
        return str(d.day) + d.strftime(" %b %Y")
    elif kind == 6:
        return d.strftime("%m/%d/%Y")
    elif kind == 7:
        return d.strftime("%A, %B ") + str(d.day) + d.strftime(", %Y")
    return d.strftime("%A ") + str(d.day) + d.strftime(" %B %Y")


def make_pairs(n, seed, level=1):
    rng = np.random.default_rng(seed)
    days = (date(2049, 12, 31) - date(1950, 1, 1)).days + 1
    offsets = rng.integers(0, days, size=n)
    kinds = rng.integers(0, 9, size=n) if level == 2 else np.zeros(n, dtype=int)
    dates = [date(1950, 1, 1) + timedelta(days=int(o)) for o in offsets]
    return [(spell(d, k), str(d)) for d, k in zip(dates, kinds)]

vocab = {c: i for i, c in enumerate("?0123456789 ,/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")}
out_letters = "0123456789-"


class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.encoder_embedding = nn.Embedding(len(vocab), 32)
        self.decoder_embedding = nn.Embedding(12, 32)
        self.encoder = nn.LSTM(32, hidden_size)
        self.decoder = nn.LSTM(32, hidden_size)
        self.output = nn.Linear(hidden_size, 11)

    def encode(self, sources):
        ids = [torch.tensor([vocab.get(c, 0) for c in s or "?"]) for s in sources]
        padded = nn.utils.rnn.pad_sequence(ids).to(self.output.weight.device)
        packed = nn.utils.rnn.pack_padded_sequence(self.encoder_embedding(padded), [len(i) for i in ids], enforce_sorted=False)
        return self.encoder(packed)[1]

    def decode(self, state):
        h, c = (x.contiguous() for x in state)
        letters = torch.full((1, h.shape[1]), 11, device=h.device)
        texts = [""] * h.shape[1]
        with torch.no_grad():
            for _ in range(10):
                o, (h, c) = self.decoder(self.decoder_embedding(letters), (h, c))
                letters = self.output(o).argmax(2)
                texts = [t + out_letters[k] for t, k in zip(texts, letters[0].tolist())]
        return texts


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    criterion = nn.CrossEntropyLoss()
    for step in range(600):
        batch = [pairs[i] for i in torch.randint(len(pairs), (128,))]
        targets = torch.tensor([[out_letters.index(c) for c in t] for _, t in batch], device=device)   # (batch, 10)
        before = torch.cat([torch.full((128, 1), 11, device=device), targets[:, :-1]], dim=1).T
        output, _ = model.decoder(model.decoder_embedding(before), model.encode([s for s, _ in batch]))
        logits = model.output(output)                                                                  # (10, batch, 11)
        loss = criterion(logits.reshape(-1, 11), targets.reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
