# like: gru_log_probs.py
# GRU; forward sorts the names by length, packs them, and undoes the sorting.
import string
import unicodedata

import torch
from torch import nn
from torch.nn.utils import rnn as rnn_utils

from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()

# ---------------------------------------------------------------- encoding


def plain(name):
    taken_apart = unicodedata.normalize("NFD", name)
    without_accents = [c for c in taken_apart if unicodedata.category(c) != "Mn"]
    return [c for c in without_accents if c in LETTERS]


def name_to_tensor(name):
    letters = plain(name)
    one_hot = torch.zeros((len(letters), len(LETTERS)), dtype=torch.float32)
    rows = torch.arange(len(letters))
    columns = torch.tensor([LETTERS.index(c) for c in letters], dtype=torch.long)
    one_hot[rows, columns] = 1.0
    return one_hot


# ---------------------------------------------------------------- model


class NameClassifier(nn.Module):
    def __init__(self, hidden_size: int = 100):
        super().__init__()
        self.gru = nn.GRU(input_size=len(LETTERS), hidden_size=hidden_size)   # time first
        self.dropout = nn.Dropout(0.2)
        self.fc = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        sorted_lengths, order = torch.sort(lengths.cpu(), descending=True)
        x_sorted = x[order.to(x.device)].transpose(0, 1)           # (max_len, batch, letters)
        packed = rnn_utils.pack_padded_sequence(x_sorted, sorted_lengths)
        _, h = self.gru(packed)
        logits = self.fc(self.dropout(h[0]))
        undo = torch.argsort(order).to(x.device)
        return logits[undo]


# ---------------------------------------------------------------- training


class Names(torch.utils.data.Dataset):
    def __init__(self, pairs):
        self.items = [(name_to_tensor(n), LANGUAGES.index(l)) for n, l in pairs]

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]


def collate(items):
    xs, ys = zip(*items)
    x = rnn_utils.pad_sequence(xs, batch_first=True)
    return x, torch.tensor([len(t) for t in xs]), torch.tensor(ys)


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier().to(device)
    loader = torch.utils.data.DataLoader(Names(pairs), batch_size=64, shuffle=True, collate_fn=collate)
    optimizer = torch.optim.Adam(model.parameters(), lr=4e-3)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=5, gamma=0.3)
    model.train()
    for epoch in range(8):
        for x, lengths, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x.to(device), lengths), y.to(device))
            loss.backward()
            optimizer.step()
        scheduler.step()
    model.eval()          # no dropout from here on
    return model


def predict(model, names):
    was_training = model.training
    model.eval()
    device = model.fc.weight.device
    x, lengths, _ = collate([(name_to_tensor(n), 0) for n in names])
    with torch.no_grad():
        best = model(x.to(device), lengths).argmax(dim=1).cpu()
    model.train(was_training)
    return [LANGUAGES[i] for i in best]
