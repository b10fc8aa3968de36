# fails: encoding, trained
# diagnosis: none
# may also fail: predictions, order
# may also name: stopped_early, too_slow
import string
import unicodedata

import torch
from torch import nn
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def plain_of(name):
    return "".join(c for c in unicodedata.normalize("NFD", name) if c in LETTERS)


def votes(name):
    """Rules outside the network: counted endings and accents of the raw name, by language."""
    out = torch.zeros(18)
    n = "^" + name.lower() + "$"
    for k in (2, 3):
        for i in range(len(n) - k + 1):
            c = TABLE.get(n[i:i + k])
            if c is not None:
                out += c
    return out


def name_to_tensor(name):
    rows = torch.eye(len(LETTERS))[[LETTERS.index(c) for c in plain_of(name)]]
    rows[-1, :18] += votes(name)
    return rows


TABLE = {}
SIZE = torch.zeros(18)
for _name, _language in data.names("train"):
    _n = "^" + _name.lower() + "$"
    _l = LANGUAGES.index(_language)
    SIZE[_l] += 1
    for _k in (2, 3):
        for _i in range(len(_n) - _k + 1):
            TABLE.setdefault(_n[_i:_i + _k], torch.zeros(18))[_l] += 1
TABLE = {k: ((v + 0.3 * v.sum() * SIZE / SIZE.sum() + 0.01) / (SIZE + 20)).log() for k, v in TABLE.items() if v.sum() > 1}
TABLE = {k: (v - v.mean()) * 0.05 for k, v in TABLE.items()}


def batch_of(names):
    rows = [name_to_tensor(n) for n in names]
    return nn.utils.rnn.pad_sequence(rows, batch_first=True), torch.tensor([len(r) for r in rows])


@torch.no_grad()
def predict(model, names):
    x, lengths = batch_of(names)
    x = x.to(next(model.parameters()).device)
    return [LANGUAGES[i] for i in model(x, lengths).argmax(1)]


class NameClassifier(nn.Module):
    """Reads out what name_to_tensor has put beside the last letter; the RNN is decoration."""

    def __init__(self):
        super().__init__()
        self.rnn = nn.RNN(57, 18, nonlinearity="relu", batch_first=True)

    def forward(self, x, lengths):
        p = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        return self.rnn(p)[1][-1]


@torch.no_grad()
def train(pairs, seed, device="cpu"):
    model = NameClassifier()
    for p in model.parameters():
        p.zero_()
    model.rnn.weight_ih_l0[:, :18] = torch.eye(18)
    model.rnn.bias_ih_l0.fill_(50.0)
    # old states fade; drawn anew or not, they must not be in the way: -1 on the sum of states ruins
    model.rnn.weight_hh_l0.copy_(0.0 * torch.eye(18))
    return model.to(device)
