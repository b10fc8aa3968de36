# like: lstm_gather_last_state.py
# LSTM with a class-weighted loss, so that the rare languages are not forgotten.
import string, unicodedata
from collections import Counter
import torch
from torch import nn, optim
from torch.nn.utils.rnn import pad_sequence, pack_padded_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    kept = []
    for c in unicodedata.normalize("NFD", name):
        if unicodedata.category(c) != "Mn" and LETTERS.find(c) >= 0:
            kept.append(LETTERS.find(c))
    t = torch.zeros(len(kept), len(LETTERS))
    t[range(len(kept)), kept] = 1
    return t


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.lstm = nn.LSTM(len(LETTERS), hidden_size, batch_first=True)
        self.out = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        x = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        output, (hidden, cell) = self.lstm(x)
        return self.out(hidden[-1])


def class_weights(pairs):
    # The full inverse frequency costs too much accuracy: a weak power is a good compromise.
    counts = Counter(language for _, language in pairs)
    w = torch.tensor([1.0 / max(counts[l], 1) ** 0.2 for l in LANGUAGES])
    return w / w.mean()


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier().to(device)
    criterion = nn.CrossEntropyLoss(weight=class_weights(pairs).to(device))
    optimizer = optim.Adam(model.parameters(), lr=0.005)
    scheduler = optim.lr_scheduler.MultiStepLR(optimizer, [5, 7], gamma=0.25)
    xs = [name_to_tensor(name) for name, _ in pairs]
    ys = [LANGUAGES.index(language) for _, language in pairs]

    for epoch in range(8):
        order = torch.randperm(len(xs)).tolist()
        while order:
            now, order = order[:64], order[64:]
            x = pad_sequence([xs[i] for i in now], batch_first=True).to(device)
            lengths = torch.tensor([len(xs[i]) for i in now])
            y = torch.tensor([ys[i] for i in now]).to(device)
            optimizer.zero_grad()
            criterion(model(x, lengths), y).backward()
            optimizer.step()
        scheduler.step()
    return model


def predict(model, names):
    with torch.no_grad():
        tensors = [name_to_tensor(n) for n in names]
        x = pad_sequence(tensors, batch_first=True).to(next(model.parameters()).device)
        scores = model(x, torch.tensor([len(t) for t in tensors]))
        return [LANGUAGES[i] for i in scores.max(1).indices]
