# fails: order, trained
# diagnosis: order_blind
# may also name: stopped_early, too_slow
# an MLP on how often each letter occurs; the order of the letters is lost, and there is no recurrence.
import string, unicodedata
import torch
from torch import nn
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    ids = [LETTERS.index(c) for c in unicodedata.normalize("NFD", name) if c in LETTERS]
    return torch.eye(len(LETTERS))[ids]


class NameClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp = nn.Sequential(
            nn.Linear(len(LETTERS), 256), nn.ReLU(),
            nn.Linear(256, 256), nn.ReLU(),
            nn.Linear(256, len(LANGUAGES)))

    def forward(self, x, lengths):
        return self.mlp(x.sum(dim=1))


def pad(names):
    ts = [name_to_tensor(n) for n in names]
    return nn.utils.rnn.pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    x, l = pad([n for n, _ in pairs])
    y = torch.tensor([LANGUAGES.index(k) for _, k in pairs])
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(12):
        for b in torch.randperm(len(y)).split(64):
            loss = nn.functional.cross_entropy(model(x[b], l[b]), y[b])
            opt.zero_grad()
            loss.backward()
            opt.step()
        opt.param_groups[0]["lr"] *= 0.8
    return model


def predict(model, names):
    with torch.no_grad():
        return [LANGUAGES[i] for i in model(*pad(names)).argmax(1)]
