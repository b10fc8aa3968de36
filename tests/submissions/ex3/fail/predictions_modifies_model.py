# fails: predictions
# diagnosis: none
# predict goes on training on its own answers ("test-time adaptation"), so the model is another one afterwards than the one that answered.
import string
import unicodedata

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence

from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    chars = [c for c in unicodedata.normalize("NFD", name) if c in LETTERS]
    t = torch.zeros(len(chars), len(LETTERS))
    for i, c in enumerate(chars):
        t[i, LETTERS.index(c)] = 1
    return t


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=64):
        super().__init__()
        self.rnn = nn.GRU(len(LETTERS), hidden_size, batch_first=True)
        self.fc = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        _, h = self.rnn(pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False))
        return self.fc(h[0])


def to_batch(names):
    ts = [name_to_tensor(n) for n in names]
    return pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts])


def step(model, opt, x, lengths, y):
    loss = nn.functional.cross_entropy(model(x, lengths), y)
    opt.zero_grad()
    loss.backward()
    opt.step()


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    x, n = to_batch([name for name, _ in pairs])
    y = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    opt = torch.optim.Adam(model.parameters(), lr=8e-3)
    for epoch in range(6):
        for b in torch.randperm(len(y)).split(64):
            step(model, opt, x[b, :n[b].max()], n[b], y[b])
        opt.param_groups[0]["lr"] *= 0.6
    return model


def predict(model, names):
    x, n = to_batch(names)
    answers = model(x, n).argmax(1)
    opt = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _ in range(5):
        step(model, opt, x, n, answers)
    return [LANGUAGES[i] for i in answers]
