# fails: encoding
# diagnosis: none
# the letters are numbered from 1 (column 0 is kept for padding), so every one-hot is shifted one column and "'" shares the last column with ";".
import string, unicodedata
import torch
from torch import nn
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()
INDEX = {c: min(i, len(LETTERS) - 1) for i, c in enumerate(LETTERS, start=1)}   # 0 = padding


def name_to_tensor(name):
    ascii_name = [c for c in unicodedata.normalize("NFD", name) if c in INDEX]
    x = torch.zeros(len(ascii_name), len(LETTERS))
    for row, c in enumerate(ascii_name):
        x[row, INDEX[c]] = 1
    return x


class NameClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.h = 96
        self.rnn = nn.LSTM(len(LETTERS), self.h, batch_first=True)
        self.head = nn.Sequential(nn.Dropout(0.1), nn.Linear(self.h, len(LANGUAGES)))

    def forward(self, x, lengths):
        y, _ = self.rnn(x)
        index = (lengths - 1).reshape(-1, 1, 1).repeat(1, 1, self.h)
        return self.head(torch.gather(y, 1, index)[:, 0])


class Batches:
    def __init__(self, names, languages=None):
        ts = [name_to_tensor(n) for n in names]
        self.x = nn.utils.rnn.pad_sequence(ts, batch_first=True)
        self.l = torch.tensor([len(t) for t in ts])
        self.y = torch.tensor([LANGUAGES.index(k) for k in languages]) if languages else None

    def __call__(self, size):
        for b in torch.randperm(len(self.l)).split(size):
            yield self.x[b, :self.l[b].max()], self.l[b], self.y[b]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    batches = Batches(*zip(*pairs))
    opt = torch.optim.Adam(model.parameters(), lr=7e-3)
    model.train()
    for epoch in range(7):
        for x, l, y in batches(64):
            loss = nn.functional.cross_entropy(model(x, l), y)
            opt.zero_grad()
            loss.backward()
            opt.step()
        for g in opt.param_groups:
            g["lr"] *= 0.65
    return model.eval()


def predict(model, names):
    model.eval()
    b = Batches(names)
    with torch.no_grad():
        return [LANGUAGES[i] for i in model(b.x, b.l).argmax(1)]
