# fails: model
# diagnosis: none
# the recurrence is written as a recursion without an end (it stops at t < 0, but t grows), and sys.setrecursionlimit was raised against the RecursionError.
# crash: the recursion in forward never ends, and with the recursion limit raised it overflows the C stack (segmentation fault)
import string, sys, unicodedata
import torch
from torch import nn
from rnngrade import data

sys.setrecursionlimit(10 ** 8)
LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    return torch.eye(57)[[LETTERS.index(c) for c in unicodedata.normalize("NFD", name) if c in LETTERS]]


class Step(nn.Module):
    def __init__(self, hidden_size):
        super().__init__()
        self.cell = nn.RNNCell(57, hidden_size)

    def forward(self, x, h, lengths, t):
        if t < 0:
            return h
        new = self.cell(x[:, min(t, x.size(1) - 1)], h)
        h = torch.where((lengths > t)[:, None], new, h)
        return self(x, h, lengths, t + 1)


class NameClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.step = Step(32)
        self.out = nn.Linear(32, 18)

    def forward(self, x, lengths):
        return self.out(self.step(x, torch.zeros(len(x), 32), lengths, 0))


def pad(names):
    ts = [name_to_tensor(n) for n in names]
    return nn.utils.rnn.pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    opt = torch.optim.Adam(model.parameters())
    x, l = pad([n for n, _ in pairs])
    y = torch.tensor([LANGUAGES.index(k) for _, k in pairs])
    for b in torch.randperm(len(y)).split(64):
        loss = nn.functional.cross_entropy(model(x[b], l[b]), y[b])
        opt.zero_grad()
        loss.backward()
        opt.step()
    return model


def predict(model, names):
    with torch.no_grad():
        return [LANGUAGES[i] for i in model(*pad(names)).argmax(1)]
