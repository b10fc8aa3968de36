# fails: model
# diagnosis: languages_in_another_order
# LANGUAGES is overwritten with the languages by frequency; the file is consistent in itself, but forward's outputs are not in the order of data.languages().
import string
import unicodedata
from collections import Counter
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = [language for language, _ in Counter(l for _, l in data.names("train")).most_common()]


def name_to_tensor(name):
    s = "".join(c for c in unicodedata.normalize("NFD", name) if c in LETTERS)
    t = torch.zeros(len(s), len(LETTERS))
    for i, c in enumerate(s):
        t[i, LETTERS.index(c)] = 1
    return t


class NameClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(len(LETTERS), 72, batch_first=True)
        self.fc = nn.Linear(72, len(LANGUAGES))

    def forward(self, x, lengths):
        packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        _, (h, c) = self.lstm(packed)
        return self.fc(h[-1])


def tensors_of(names):
    ts = [name_to_tensor(n) for n in names]
    return pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    x, n = tensors_of([name for name, _ in pairs])
    y = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    opt = torch.optim.Adam(model.parameters(), lr=1e-2)
    for epoch in range(7):
        for b in torch.randperm(len(y)).split(64):
            loss = nn.functional.cross_entropy(model(x[b, :n[b].max()], n[b]), y[b])
            opt.zero_grad()
            loss.backward()
            opt.step()
        opt.param_groups[0]["lr"] *= 0.65
    return model


def predict(model, names):
    with torch.no_grad():
        return [LANGUAGES[i] for i in model(*tensors_of(names)).argmax(1)]
