# LSTM over the padded batch; each name's own last state is picked with gather.
#
# An LSTM reads from left to right, so what stands behind a name's end cannot change
# the states before it: no packing is needed as long as we look at position length - 1.
import random
import string
import unicodedata

import torch
from torch import nn

from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
N_LETTERS = len(LETTERS)
LANGUAGES = data.languages()


def unicode_to_ascii(s):
    return "".join(
        c
        for c in unicodedata.normalize("NFD", s)
        if unicodedata.category(c) != "Mn" and c in LETTERS
    )


def name_to_tensor(name):
    ascii_name = unicode_to_ascii(name)
    tensor = torch.zeros(len(ascii_name), N_LETTERS)
    for position, letter in enumerate(ascii_name):
        tensor[position][LETTERS.find(letter)] = 1
    return tensor


def make_batch(tensors, device):
    longest = max(len(t) for t in tensors)
    x = torch.zeros(len(tensors), longest, N_LETTERS)
    for row, t in enumerate(tensors):
        x[row, : len(t)] = t
    return x.to(device), torch.tensor([len(t) for t in tensors], device=device)


class NameClassifier(nn.Module):
    def __init__(self, hidden_size: int = 128):
        super().__init__()
        self.lstm = nn.LSTM(N_LETTERS, hidden_size, batch_first=True)
        self.classify = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        states, _ = self.lstm(x)                               # (batch, max_len, hidden)
        last = (lengths.to(x.device).long() - 1).view(-1, 1, 1)
        last = last.expand(-1, 1, states.size(2))
        return self.classify(states.gather(1, last).squeeze(1))


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    shuffler = random.Random(seed)
    examples = [(name_to_tensor(name), LANGUAGES.index(lang)) for name, lang in pairs]
    model = NameClassifier().to(device)
    loss_function = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.75)

    model.train()
    for epoch in range(8):
        shuffler.shuffle(examples)
        for start in range(0, len(examples), 64):
            chunk = examples[start : start + 64]
            x, lengths = make_batch([t for t, _ in chunk], device)
            y = torch.tensor([label for _, label in chunk], device=device)
            loss = loss_function(model(x, lengths), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        schedule.step()
    return model


def predict(model, names):
    model.eval()
    device = next(model.parameters()).device
    x, lengths = make_batch([name_to_tensor(n) for n in names], device)
    with torch.no_grad():
        winners = model(x, lengths).argmax(dim=1)
    return [LANGUAGES[w.item()] for w in winners]
