# fails: trained
# diagnosis: none
# may also name: stopped_early, no_gradient, too_slow
# like: trained_returns_none.py
# the final hidden state is detached in train's forward ("to save memory"), so only the linear layer learns and the recurrence stays random.
import string
import unicodedata
import torch
import torch.nn as nn
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    ids = [LETTERS.index(c) for c in unicodedata.normalize("NFD", name) if c in LETTERS]
    return nn.functional.one_hot(torch.tensor(ids, dtype=torch.long), 57).float()


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=48):
        super().__init__()
        self.hidden_size = hidden_size
        self.i2h = nn.Linear(57, hidden_size)
        self.h2h = nn.Linear(hidden_size, hidden_size)
        self.h2o = nn.Linear(hidden_size, 18)

    def forward(self, x, lengths):
        h = torch.zeros(x.size(0), self.hidden_size)
        for t in range(x.size(1)):
            new = torch.tanh(self.i2h(x[:, t]) + self.h2h(h))
            h = torch.where((t < lengths).unsqueeze(1), new, h).detach()
        return self.h2o(h)


def batch(names):
    ts = [name_to_tensor(n) for n in names]
    return nn.utils.rnn.pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    x, l = batch([n for n, _ in pairs])
    y = torch.tensor([LANGUAGES.index(k) for _, k in pairs])
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    for epoch in range(4):
        for b in torch.randperm(len(y)).split(64):
            loss = nn.functional.cross_entropy(model(x[b, :l[b].max()], l[b]), y[b])
            opt.zero_grad()
            loss.backward()
            opt.step()
    return model


def predict(model, names):
    with torch.no_grad():
        return [LANGUAGES[i] for i in model(*batch(names)).argmax(1)]
