# like: lstm_gather_last_state.py
# Bidirectional packed GRU, mean of the states at real letters only (mask), then a Linear.
import string
import unicodedata
import torch
from torch import nn
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


class Alphabet:
    """Turns names into one-hot tensors."""

    def __init__(self, letters):
        self.index = {c: i for i, c in enumerate(letters)}

    def fold(self, name):
        chars = unicodedata.normalize("NFD", name)
        return [c for c in chars if not unicodedata.category(c) == "Mn" and c in self.index]

    def encode(self, name):
        chars = self.fold(name)
        t = torch.zeros(len(chars), len(self.index))
        for i, c in enumerate(chars):
            t[i, self.index[c]] = 1.
        return t

    def encode_batch(self, names):
        ts = [self.encode(n) for n in names]
        return nn.utils.rnn.pad_sequence(ts, batch_first=True), torch.tensor(list(map(len, ts)))


ALPHABET = Alphabet(LETTERS)


def name_to_tensor(name):
    return ALPHABET.encode(name)


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=64):
        super().__init__()
        self.rnn = nn.GRU(len(LETTERS), hidden_size, batch_first=True, bidirectional=True)
        self.linear = nn.Linear(2 * hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        packed = nn.utils.rnn.pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        states, _ = nn.utils.rnn.pad_packed_sequence(self.rnn(packed)[0], batch_first=True)
        lengths = lengths.to(x.device)
        positions = torch.arange(states.size(1), device=x.device)
        mask = (positions[None, :] < lengths[:, None]).unsqueeze(-1)
        mean = (states * mask).sum(dim=1) / lengths[:, None]
        return self.linear(mean)


class Trainer:
    def __init__(self, model, device, lr):
        self.model, self.device = model.to(device), device
        self.optimizer = torch.optim.Adam(model.parameters(), lr=lr)
        self.criterion = nn.CrossEntropyLoss()

    def epoch(self, x, lengths, y, batch_size=48):
        for b in torch.randperm(len(y)).split(batch_size):
            self.optimizer.zero_grad()
            logits = self.model(x[b, : lengths[b].max()].to(self.device), lengths[b])
            self.criterion(logits, y[b].to(self.device)).backward()
            self.optimizer.step()


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    x, lengths = ALPHABET.encode_batch([n for n, _ in pairs])
    y = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    trainer = Trainer(NameClassifier(), device, lr=6e-3)
    for epoch in range(9):
        trainer.epoch(x, lengths, y)
        for group in trainer.optimizer.param_groups:
            group["lr"] *= 0.75
    return trainer.model


def predict(model, names):
    x, lengths = ALPHABET.encode_batch(names)
    with torch.no_grad():
        logits = model.eval()(x.to(model.linear.weight.device), lengths)
    return [LANGUAGES[i] for i in logits.argmax(dim=1)]
