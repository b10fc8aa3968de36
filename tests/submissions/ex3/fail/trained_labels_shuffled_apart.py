# fails: trained
# diagnosis: always_one_language
# may also name: stopped_early, too_slow
# like: trained_always_russian.py
# names and labels are shuffled apart from each other, so the labels have nothing to do with the names.
import string
import unicodedata
import random
import torch
from torch import nn
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    ids = [LETTERS.index(c) for c in unicodedata.normalize("NFD", name) if c in LETTERS]
    return torch.eye(57)[ids]


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=48):
        super().__init__()
        self.rnn = nn.LSTM(57, hidden_size, batch_first=True)
        self.fc = nn.Linear(hidden_size, 18)

    def forward(self, x, lengths):
        states = self.rnn(x)[0]
        return self.fc(states[torch.arange(len(x)), lengths - 1])


def pad(ts):
    return nn.utils.rnn.pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    random.seed(seed)
    tensors = [name_to_tensor(name) for name, _ in pairs]
    labels = [LANGUAGES.index(language) for _, language in pairs]
    model = NameClassifier()
    opt = torch.optim.Adam(model.parameters(), lr=4e-3)
    for epoch in range(3):
        random.shuffle(tensors)
        random.shuffle(labels)
        for k in range(0, len(labels), 64):
            loss = nn.functional.cross_entropy(model(*pad(tensors[k:k + 64])), torch.tensor(labels[k:k + 64]))
            opt.zero_grad()
            loss.backward()
            opt.step()
    return model


def predict(model, names):
    with torch.no_grad():
        return [LANGUAGES[i] for i in model(*pad([name_to_tensor(n) for n in names])).argmax(1)]
