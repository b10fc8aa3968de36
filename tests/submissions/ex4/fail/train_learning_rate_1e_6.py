# fails: trained_1, trained_2
# diagnosis: learning_rate_low
# may also name: stopped_early, too_slow
# plain SGD with a learning rate of 1e-6, after all epochs the weights have hardly moved.
import datetime
import random
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

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

class Dates(Dataset):
    def __init__(self, pairs):
        self.pairs = pairs

    def __len__(self):
        return len(self.pairs)

    def __getitem__(self, i):
        return self.pairs[i]


class DateConverter(nn.Module):
    def __init__(self, hidden_size: int = 128):
        super().__init__()
        self.embedding = nn.Embedding(130, 32)
        self.encoder = nn.RNN(32, hidden_size, batch_first=True)
        self.decoder = nn.RNN(32 + hidden_size, hidden_size, batch_first=True)
        self.classifier = nn.Linear(hidden_size, 128)

    def numbers(self, s):
        return torch.tensor([min(ord(c), 127) for c in s] + [128])

    def encode(self, sources):
        x = nn.utils.rnn.pack_sequence([self.embedding(self.numbers(s)) for s in sources], enforce_sorted=False)
        return self.encoder(x)[1].transpose(0, 1)  # (batch, 1, hidden)

    def forward(self, before, h, state):
        x = torch.cat([self.embedding(before), state.expand(-1, before.shape[1], -1)], 2)
        out, h = self.decoder(x, h)
        return self.classifier(out), h

    def decode(self, state):
        before = torch.full((len(state), 1), 129)
        h, text = state.transpose(0, 1).contiguous(), [""] * len(state)
        with torch.no_grad():
            for _ in range(10):
                logits, h = self(before, h, state)
                before = logits.argmax(2)
                text = [t + chr(k) for t, k in zip(text, before[:, 0].tolist())]
        return text


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter()
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-6)
    loader = DataLoader(Dates(pairs), batch_size=64, shuffle=True)
    for epoch in range(3):
        total = 0.0
        for sources, targets in loader:
            y = torch.tensor([[ord(c) for c in t] for t in targets])
            state = model.encode(sources)
            before = torch.cat([torch.full((len(y), 1), 129), y[:, :-1]], 1)
            logits, _ = model(before, state.transpose(0, 1).contiguous(), state)
            loss = nn.functional.cross_entropy(logits.flatten(0, 1), y.flatten())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(f"epoch {epoch + 1}: loss {total / len(loader):.4f}")
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
