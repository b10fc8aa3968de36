# like: gru_log_probs.py
# Names of the same length are trained together, so training never sees any padding.
import string
import unicodedata
import random
from collections import defaultdict

import torch
from torch import nn

from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = sorted({language for _, language in data.names("train")})


def name_to_tensor(name):
    """One-hot vectors of a name, (len, 57)."""
    name = "".join(c for c in unicodedata.normalize("NFD", name)
                   if unicodedata.category(c) != "Mn" and c in LETTERS)
    vectors = []
    for letter in name:
        v = [0.0] * len(LETTERS)
        v[LETTERS.index(letter)] = 1.0
        vectors.append(v)
    return torch.tensor(vectors)


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.rnn = nn.GRU(len(LETTERS), hidden_size, batch_first=True)
        self.fc = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        # In general the lengths differ: each name takes the output at its own last letter.
        outputs, _ = self.rnn(x)
        rows = torch.arange(len(x), device=x.device)
        return self.fc(outputs[rows, lengths.to(x.device) - 1])


def buckets_of(pairs):
    by_length = defaultdict(list)
    for name, language in pairs:
        t = name_to_tensor(name)
        by_length[len(t)].append((t, LANGUAGES.index(language)))
    return {k: (torch.stack([t for t, _ in v]), torch.tensor([l for _, l in v]))
            for k, v in by_length.items()}


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    rng = random.Random(seed)
    buckets = buckets_of(pairs)
    model = NameClassifier().to(device)
    opt = torch.optim.Adam(model.parameters(), lr=4e-3)
    epochs = 7
    for epoch in range(epochs):
        for g in opt.param_groups:
            g["lr"] = 4e-3 if epoch < 4 else 1e-3
        # all batches of all buckets, in random order
        batches = []
        for length, (x, y) in buckets.items():
            batches += [(length, ix) for ix in torch.randperm(len(y)).split(48)]
        rng.shuffle(batches)
        for length, ix in batches:
            x, y = buckets[length]
            lengths = torch.full((len(ix),), length)
            loss = nn.functional.cross_entropy(model(x[ix].to(device), lengths), y[ix].to(device))
            opt.zero_grad()
            loss.backward()
            opt.step()
    return model


def predict(model, names):
    model.eval()
    answers = [None] * len(names)
    groups = defaultdict(list)
    for i, name in enumerate(names):
        groups[len(name_to_tensor(name))].append(i)
    with torch.no_grad():
        for length, members in groups.items():
            x = torch.stack([name_to_tensor(names[i]) for i in members]).to(model.fc.weight.device)
            out = model(x, torch.tensor([length] * len(members)))
            for i, best in zip(members, out.argmax(dim=1).tolist()):
                answers[i] = LANGUAGES[best]
    return answers
