# fails: loads
# diagnosis: none
# the function is called evaluate, as in the tutorial, so the file has no predict.
import string
import unicodedata
import torch
from torch import nn
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    index = [LETTERS.index(c) for c in unicodedata.normalize("NFD", name) if c in LETTERS]
    return torch.eye(len(LETTERS))[index]


class NameClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(len(LETTERS), 64, batch_first=True)
        self.fc = nn.Linear(64, len(LANGUAGES))

    def forward(self, x, lengths):
        y, _ = self.rnn(x)
        return self.fc(y[torch.arange(y.size(0)), lengths - 1])


def batch(names):
    ts = [name_to_tensor(n) for n in names]
    return nn.utils.rnn.pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    x, l = batch([n for n, _ in pairs])
    y = torch.tensor([LANGUAGES.index(k) for _, k in pairs])
    opt = torch.optim.Adam(model.parameters(), 8e-3)
    for e in range(6):
        for b in torch.randperm(len(y)).split(64):
            opt.zero_grad()
            nn.functional.cross_entropy(model(x[b, :l[b].max()], l[b]), y[b]).backward()
            opt.step()
        opt.param_groups[0]["lr"] *= 0.6
    return model


def evaluate(model, names):
    with torch.no_grad():
        return [LANGUAGES[i] for i in model(*batch(names)).argmax(1)]
