# fails: predictions
# diagnosis: predicts_other_letters
# predict lower-cases the names before encoding, so its answers differ from forward's (half of the training names are lower-cased at random, so it still scores well).
import random
import string
import unicodedata
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    s = "".join(c for c in unicodedata.normalize("NFD", name) if unicodedata.category(c) != "Mn" and c in LETTERS)
    t = torch.zeros(len(s), len(LETTERS))
    for i, c in enumerate(s):
        t[i, LETTERS.index(c)] = 1
    return t


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=80):
        super().__init__()
        self.gru = nn.GRU(len(LETTERS), hidden_size, batch_first=True)
        self.out = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        return self.out(self.gru(packed)[1][0])


def encode(names):
    ts = [name_to_tensor(n) for n in names]
    return pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    rng = random.Random(seed)
    model = NameClassifier()
    pairs = list(pairs)
    opt = torch.optim.Adam(model.parameters(), lr=7e-3)
    for epoch in range(8):
        rng.shuffle(pairs)
        for k in range(0, len(pairs), 64):
            part = pairs[k:k + 64]
            x, n = encode([name.lower() if rng.random() < 0.5 else name for name, _ in part])
            loss = nn.functional.cross_entropy(model(x, n), torch.tensor([LANGUAGES.index(l) for _, l in part]))
            opt.zero_grad()
            loss.backward()
            opt.step()
        opt.param_groups[0]["lr"] *= 0.7
    return model


def predict(model, names):
    x, n = encode([name.strip().lower() for name in names])
    with torch.no_grad():
        return [LANGUAGES[i] for i in model(x, n).argmax(1)]
