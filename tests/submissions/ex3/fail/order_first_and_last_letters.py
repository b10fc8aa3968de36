# fails: order
# diagnosis: none
# may also fail: good
# an MLP on the first two and the last three letters; all letters between are never read, and there is no recurrence.
import string
import unicodedata

import torch
from torch import nn

from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = sorted({language for _, language in data.names("train")})
N = len(LETTERS)


def name_to_tensor(name):
    name = "".join(c for c in unicodedata.normalize("NFD", name) if c in LETTERS)
    return torch.tensor([[1.0 if c == letter else 0.0 for letter in LETTERS] for c in name])


class NameClassifier(nn.Module):
    """Prefixes (Mc, O') and endings (-ov, -ez, -ski) say nearly everything."""

    def __init__(self, hidden_size=200):
        super().__init__()
        self.hidden = nn.Linear(5 * N, hidden_size)
        self.out = nn.Linear(hidden_size, len(LANGUAGES))

    def at(self, x, position):
        inside = (position >= 0) & (position < x.size(1))
        rows = torch.arange(x.size(0))
        return x[rows, position.clamp(0, x.size(1) - 1)] * inside.unsqueeze(1)

    def forward(self, x, lengths):
        first = torch.zeros_like(lengths)
        places = [first, first + 1, lengths - 3, lengths - 2, lengths - 1]
        places[1] = torch.minimum(places[1], lengths - 1)
        features = torch.cat([self.at(x, p) for p in places], dim=1)
        return self.out(torch.relu(self.hidden(features)))


def batch(names):
    ts = [name_to_tensor(n) for n in names]
    return nn.utils.rnn.pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    x, lengths = batch([n for n, _ in pairs])
    y = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(10):
        for b in torch.randperm(len(y)).split(64):
            loss = nn.functional.cross_entropy(model(x[b], lengths[b]), y[b])
            opt.zero_grad()
            loss.backward()
            opt.step()
        opt.param_groups[0]["lr"] *= 0.75
    return model


def predict(model, names):
    with torch.no_grad():
        return [LANGUAGES[i] for i in model(*batch(names)).argmax(1)]
