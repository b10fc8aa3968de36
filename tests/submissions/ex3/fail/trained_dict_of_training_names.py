# fails: trained, predictions
# diagnosis: predicts_otherwise
# may also name: stopped_early, too_slow
# predict looks names up in a dict of the training pairs; the network beside it is trained for a single batch, and unknown names are just "Russian".
import string, unicodedata
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()
KNOWN = {}


def name_to_tensor(name):
    s = [c for c in unicodedata.normalize("NFD", name) if c in LETTERS]
    t = torch.zeros(len(s), 57)
    for i, c in enumerate(s):
        t[i, LETTERS.index(c)] = 1
    return t


class NameClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.RNN(57, 32, batch_first=True)
        self.fc = nn.Linear(32, 18)

    def forward(self, x, lengths):
        _, h = self.rnn(pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False))
        return self.fc(h[0])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    for name, language in pairs:
        KNOWN[name] = language
    model = NameClassifier()
    opt = torch.optim.Adam(model.parameters())
    ts = [name_to_tensor(n) for n, _ in pairs[:64]]
    ys = torch.tensor([LANGUAGES.index(l) for _, l in pairs[:64]])
    loss = nn.functional.cross_entropy(
        model(pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts])), ys)
    loss.backward()
    opt.step()
    return model


def predict(model, names):
    return [KNOWN.get(name, "Russian") for name in names]
