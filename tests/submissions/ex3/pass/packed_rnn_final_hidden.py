# Packed nn.RNN with a Linear layer on the final hidden state.
import string
import unicodedata

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence

from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def to_ascii(name):
    decomposed = unicodedata.normalize("NFD", name)
    return "".join(c for c in decomposed if unicodedata.category(c) != "Mn" and c in LETTERS)


def name_to_tensor(name):
    name = to_ascii(name)
    t = torch.zeros(len(name), len(LETTERS))
    for i, c in enumerate(name):
        t[i, LETTERS.index(c)] = 1.0
    return t


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.rnn = nn.RNN(len(LETTERS), hidden_size, batch_first=True)
        self.out = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        _, h_n = self.rnn(packed)
        return self.out(h_n[-1])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier().to(device)
    xs = [name_to_tensor(n) for n, _ in pairs]
    ys = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    epochs, batch = 12, 64
    steps = epochs * (len(xs) // batch + 1)
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    sched = torch.optim.lr_scheduler.OneCycleLR(opt, max_lr=3e-3, total_steps=steps)
    loss_fn = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        for idx in torch.randperm(len(xs)).split(batch):
            chosen = [xs[i] for i in idx]
            lengths = torch.tensor([len(c) for c in chosen])
            x = pad_sequence(chosen, batch_first=True).to(device)
            loss = loss_fn(model(x, lengths), ys[idx].to(device))
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            sched.step()
    return model


def predict(model, names):
    model.eval()
    device = next(model.parameters()).device
    xs = [name_to_tensor(n) for n in names]
    lengths = torch.tensor([len(x) for x in xs])
    with torch.no_grad():
        scores = model(pad_sequence(xs, batch_first=True).to(device), lengths)
    return [LANGUAGES[i] for i in scores.argmax(dim=1).tolist()]
