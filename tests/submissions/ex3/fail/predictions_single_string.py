# fails: predictions
# diagnosis: none
# may also fail: good
# predict returns one string for the first name only, not a list with a language for each name.
import string
import unicodedata

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence

from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    """One-hot vectors, (len, 57)."""
    letters = [c for c in unicodedata.normalize("NFD", name) if c in LETTERS]
    tensor = torch.zeros(len(letters), len(LETTERS))
    for i, c in enumerate(letters):
        tensor[i, LETTERS.index(c)] = 1
    return tensor


class NameClassifier(nn.Module):
    """GRU, last hidden state, linear layer."""

    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(len(LETTERS), 64, batch_first=True)
        self.linear = nn.Linear(64, len(LANGUAGES))

    def forward(self, x, lengths):
        packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        _, h = self.gru(packed)
        return self.linear(h[0])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    tensors = [name_to_tensor(n) for n, _ in pairs]
    labels = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    optimizer = torch.optim.Adam(model.parameters(), lr=8e-3)
    scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.6)
    for epoch in range(6):
        for b in torch.randperm(len(tensors)).split(64):
            x = pad_sequence([tensors[i] for i in b], batch_first=True)
            loss = nn.functional.cross_entropy(model(x, torch.tensor([len(tensors[i]) for i in b])), labels[b])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        scheduler.step()
    return model


def predict(model, names):
    """The most likely language."""
    for name in names:
        x = name_to_tensor(name)
        with torch.no_grad():
            return LANGUAGES[model(x.unsqueeze(0), torch.tensor([len(x)])).argmax().item()]
