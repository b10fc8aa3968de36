# may also fail: good
import string
import unicodedata

import torch
from torch import nn
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    plain = "".join(c for c in unicodedata.normalize("NFD", name) if c in LETTERS)
    return torch.eye(len(LETTERS))[[LETTERS.index(c) for c in plain]]


def batch_of(names):
    rows = [name_to_tensor(n) for n in names]
    return nn.utils.rnn.pad_sequence(rows, batch_first=True), torch.tensor([len(r) for r in rows])


@torch.no_grad()
def predict(model, names):
    x, lengths = batch_of(names)
    x = x.to(next(model.parameters()).device)
    return [LANGUAGES[i] for i in model(x, lengths).argmax(1)]


class NameClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Linear(57, 48)
        self.rnn = nn.GRU(48, 96, batch_first=True)
        self.out = nn.Linear(96, len(LANGUAGES))
        self.rng = torch.Generator()
        import threading; self.lock = threading.Lock()

    def forward(self, x, lengths):
        e = self.emb(x)
        p = nn.utils.rnn.pack_padded_sequence(e, lengths, batch_first=True, enforce_sorted=False)
        return self.out(self.rnn(p)[1][-1])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier().to(device)
    x, lengths = batch_of([n for n, _ in pairs])
    y = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    for epoch in range(4):
        for b in torch.randperm(len(pairs)).split(128):
            m = int(lengths[b].max())
            loss = nn.functional.cross_entropy(model(x[b, :m].to(device), lengths[b]), y[b].to(device))
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            pass
    return model
