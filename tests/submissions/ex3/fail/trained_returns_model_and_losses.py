# fails: trained
# diagnosis: none
# may also name: stopped_early, too_slow
# train returns (model, all_losses) for plotting, not the model alone.
import string
import unicodedata

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence

from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    plain = [c for c in unicodedata.normalize("NFD", name) if c in LETTERS]
    tensor = torch.zeros(len(plain), len(LETTERS))
    for i, c in enumerate(plain):
        tensor[i, LETTERS.index(c)] = 1
    return tensor


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=64):
        super().__init__()
        self.gru = nn.GRU(len(LETTERS), hidden_size, batch_first=True)
        self.linear = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        return self.linear(self.gru(packed)[1][0])


def collate(names):
    ts = [name_to_tensor(n) for n in names]
    return pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    all_losses = []
    x, lengths = collate([n for n, _ in pairs])
    y = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    optimizer = torch.optim.Adam(model.parameters(), lr=8e-3)
    for epoch in range(1):
        total = 0.0
        for b in torch.randperm(len(y)).split(64):
            loss = nn.functional.cross_entropy(model(x[b, :lengths[b].max()], lengths[b]), y[b])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(b)
        optimizer.param_groups[0]["lr"] *= 0.6
        all_losses.append(total / len(y))
    return model, all_losses


def predict(model, names):
    with torch.no_grad():
        return [LANGUAGES[i] for i in model(*collate(names)).argmax(dim=1)]
