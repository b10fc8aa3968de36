# fails: trained
# diagnosis: languages_in_another_order
# may also name: stopped_early, too_slow
# train numbers the languages in the order in which they first appear in shuffled pairs, predict and forward use the sorted LANGUAGES: the numbers mean different languages.
import random
import string, unicodedata
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
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(len(LETTERS), 64, batch_first=True)
        self.linear = nn.Linear(64, len(LANGUAGES))

    def forward(self, x, lengths):
        packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        return self.linear(self.gru(packed)[1][-1])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    pairs = list(pairs)
    random.Random(seed).shuffle(pairs)
    number = {}
    for _, language in pairs:
        number.setdefault(language, len(number))
    model = NameClassifier()
    opt = torch.optim.Adam(model.parameters(), lr=8e-3)
    for epoch in range(4):
        for k in range(0, len(pairs), 64):
            part = pairs[k:k + 64]
            ts = [name_to_tensor(n) for n, _ in part]
            out = model(pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts]))
            loss = nn.functional.cross_entropy(out, torch.tensor([number[l] for _, l in part]))
            opt.zero_grad()
            loss.backward()
            opt.step()
        opt.param_groups[0]["lr"] *= 0.5
    return model


def predict(model, names):
    ts = [name_to_tensor(n) for n in names]
    with torch.no_grad():
        out = model(pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts]))
    return [LANGUAGES[i] for i in out.argmax(1)]
