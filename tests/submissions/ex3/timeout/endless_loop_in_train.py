# fails: trained
# diagnosis: none
# may also name: stopped_early, too_slow
# trains "until the loss is below 0.001", which never happens, as some names belong to several languages.
# timeout: train never ends
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
        self.rnn = nn.RNN(len(LETTERS), hidden_size, batch_first=True)
        self.fc = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        _, h = self.rnn(pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False))
        return self.fc(h[0])


def make(names):
    ts = [name_to_tensor(n) for n in names]
    return pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    opt = torch.optim.SGD(model.parameters(), lr=0.05)
    x, n = make([name for name, _ in pairs])
    y = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    mean_loss = 10.0
    while mean_loss > 0.001:
        losses = []
        for b in torch.randperm(len(y)).split(64):
            loss = nn.functional.cross_entropy(model(x[b, :n[b].max()], n[b]), y[b])
            opt.zero_grad()
            loss.backward()
            opt.step()
            losses.append(loss.item())
        mean_loss = sum(losses) / len(losses)
    return model


def predict(model, names):
    with torch.no_grad():
        return [LANGUAGES[i] for i in model(*make(names)).argmax(1)]
