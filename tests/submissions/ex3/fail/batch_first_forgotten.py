# fails: padding, order, trained
# diagnosis: names_mixed, first_letters_unread
# may also fail: predictions
# may also name: stopped_early, too_slow
# nn.GRU without batch_first takes the names of the batch for time steps: it reads across the names, not along the letters.
import string, unicodedata
import torch
from torch import nn
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    chosen = [LETTERS.index(c) for c in unicodedata.normalize("NFD", name) if c in LETTERS]
    t = torch.zeros(len(chosen), len(LETTERS))
    t[torch.arange(len(chosen)), chosen] = 1
    return t


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=64):
        super().__init__()
        self.gru = nn.GRU(len(LETTERS), hidden_size)
        self.out = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        states, _ = self.gru(x)
        own_last = states[torch.arange(x.size(0)), lengths - 1]
        return self.out(own_last)


def padded(names):
    ts = [name_to_tensor(n) for n in names]
    return nn.utils.rnn.pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    x, l = padded([n for n, _ in pairs])
    y = torch.tensor([LANGUAGES.index(lang) for _, lang in pairs])
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    for epoch in range(5):
        for b in torch.randperm(len(y)).split(64):
            logits = model(x[b, :l[b].max()], l[b])
            loss = nn.functional.cross_entropy(logits, y[b])
            opt.zero_grad()
            loss.backward()
            opt.step()
    return model


def predict(model, names):
    with torch.no_grad():
        return [LANGUAGES[i] for i in model(*padded(names)).argmax(1)]
