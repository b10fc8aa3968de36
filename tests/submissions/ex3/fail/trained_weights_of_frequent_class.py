# fails: trained
# diagnosis: none
# may also name: stopped_early, too_slow
# like: trained_first_500_names.py
# the class weights are the frequencies themselves, squared, instead of their inverse: the net only cares about Russian and English, macro-F1 stays near 0.1.
import string, unicodedata
from collections import Counter
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    s = "".join(c for c in unicodedata.normalize("NFD", name) if c in LETTERS)
    t = torch.zeros(len(s), 57)
    for i, c in enumerate(s):
        t[i, LETTERS.index(c)] = 1
    return t


class NameClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(57, 64, batch_first=True)
        self.out = nn.Linear(64, 18)

    def forward(self, x, lengths):
        _, h = self.gru(pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False))
        return self.out(h[0])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    counts = Counter(l for _, l in pairs)
    weights = torch.tensor([(counts[l] / len(pairs)) ** 2 for l in LANGUAGES])
    criterion = nn.CrossEntropyLoss(weight=weights)
    model = NameClassifier()
    opt = torch.optim.Adam(model.parameters(), lr=4e-3)
    ts = [name_to_tensor(n) for n, _ in pairs]
    ys = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    for epoch in range(4):
        for b in torch.randperm(len(ts)).split(64):
            out = model(pad_sequence([ts[i] for i in b], batch_first=True), torch.tensor([len(ts[i]) for i in b]))
            opt.zero_grad()
            criterion(out, ys[b]).backward()
            opt.step()
    return model


def predict(model, names):
    ts = [name_to_tensor(n) for n in names]
    with torch.no_grad():
        out = model(pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts]))
    return [LANGUAGES[i] for i in out.argmax(1)]
