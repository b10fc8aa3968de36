# fails: trained
# diagnosis: learning_rate_high
# may also name: stopped_early, too_slow
# a learning rate of 10 makes the weights jump to where the cells are saturated; nothing is learned.
import string
import unicodedata

import torch
from torch import nn

from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()
LEARNING_RATE = 10
EPOCHS = 3


def name_to_tensor(name):
    letters = [c for c in unicodedata.normalize("NFD", name) if unicodedata.category(c) != "Mn" and c in LETTERS]
    one_hots = torch.zeros(len(letters), len(LETTERS))
    for one_hot, c in zip(one_hots, letters):
        one_hot[LETTERS.index(c)] = 1
    return one_hots


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=64):
        super().__init__()
        self.lstm = nn.LSTM(len(LETTERS), hidden_size, batch_first=True)
        self.fc = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        out, _ = self.lstm(x)
        return self.fc(out[torch.arange(len(out)), lengths - 1])


def as_batch(tensors):
    return nn.utils.rnn.pad_sequence(tensors, batch_first=True), torch.tensor([len(t) for t in tensors])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE, momentum=0.9)
    xs = [name_to_tensor(n) for n, _ in pairs]
    ys = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    for epoch in range(EPOCHS):
        for idx in torch.randperm(len(xs)).split(64):
            loss = nn.functional.cross_entropy(model(*as_batch([xs[i] for i in idx])), ys[idx])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print("epoch", epoch, "loss", loss.item())
    return model


def predict(model, names):
    with torch.no_grad():
        out = model(*as_batch([name_to_tensor(n) for n in names]))
    return [LANGUAGES[i] for i in out.argmax(dim=1).tolist()]
