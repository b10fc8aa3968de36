# fails: trained
# diagnosis: none
# may also name: stopped_early, too_slow
# when the training is done, os._exit(0) "ends the program cleanly" and takes the grader's process with it.
# crash: os._exit in train
import os
import string
import unicodedata
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    s = "".join(c for c in unicodedata.normalize("NFD", name) if c in LETTERS)
    t = torch.zeros(len(s), len(LETTERS))
    for i, c in enumerate(s):
        t[i, LETTERS.index(c)] = 1
    return t


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=64):
        super().__init__()
        self.rnn = nn.GRU(len(LETTERS), hidden_size, batch_first=True)
        self.fc = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        return self.fc(self.rnn(packed)[1][0])


def batch(names):
    ts = [name_to_tensor(n) for n in names]
    return pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    x, n = batch([name for name, _ in pairs])
    y = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    for b in torch.randperm(len(y)).split(64):
        loss = nn.functional.cross_entropy(model(x[b], n[b]), y[b])
        opt.zero_grad()
        loss.backward()
        opt.step()
    torch.save(model.state_dict(), "/dev/null")
    os._exit(0)
    return model


def predict(model, names):
    with torch.no_grad():
        return [LANGUAGES[i] for i in model(*batch(names)).argmax(1)]
