# fails: padding
# diagnosis: padding_read
# may also fail: good
# the names are not packed, so h_n is the state after the last column of the padded batch, not after each name's own last letter.
import string
import unicodedata

import torch
import torch.nn as nn

from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def letters_of(name):
    for c in unicodedata.normalize("NFD", name):
        if unicodedata.category(c) != "Mn" and c in LETTERS:
            yield c


def name_to_tensor(name):
    rows = [torch.eye(len(LETTERS))[LETTERS.index(c)] for c in letters_of(name)]
    return torch.stack(rows) if rows else torch.zeros(0, len(LETTERS))


class NameClassifier(nn.Module):
    """A GRU; its final hidden state goes through a linear layer."""

    def __init__(self, hidden_size=64):
        super().__init__()
        self.rnn = nn.GRU(len(LETTERS), hidden_size, batch_first=True)
        self.linear = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        _, h_n = self.rnn(x)                 # h_n: (1, batch, hidden), the last hidden state
        return self.linear(h_n[0])


def pad(tensors):
    x = torch.zeros(len(tensors), max(len(t) for t in tensors), len(LETTERS))
    for i, t in enumerate(tensors):
        x[i, :len(t)] = t
    return x, torch.tensor([len(t) for t in tensors])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    tensors = [name_to_tensor(n) for n, _ in pairs]
    labels = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    model = NameClassifier()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.006)
    class_weights = 1 / torch.bincount(labels, minlength=len(LANGUAGES)).clamp(min=1).float() ** 0.3
    criterion = nn.CrossEntropyLoss(weight=class_weights)
    scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.7)
    for epoch in range(9):
        for i in torch.randperm(len(tensors)).split(64):
            x, lengths = pad([tensors[k] for k in i])
            loss = criterion(model(x, lengths), labels[i])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        scheduler.step()
    return model


def predict(model, names):
    answers = []
    with torch.no_grad():
        for k in range(0, len(names), 64):
            out = model(*pad([name_to_tensor(n) for n in names[k:k + 64]]))
            answers += [LANGUAGES[i] for i in out.argmax(1)]
    return answers
