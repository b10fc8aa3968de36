# fails: trained
# diagnosis: optimizer_other_parameters
# may also name: stopped_early, too_slow
# the optimizer got the parameters of another NameClassifier(), so the model that is returned never changes.
import string
import unicodedata

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence

from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    out = [LETTERS.index(c) for c in unicodedata.normalize("NFD", name) if c in LETTERS]
    return nn.functional.one_hot(torch.tensor(out, dtype=torch.int64), len(LETTERS)).float()


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=64):
        super().__init__()
        self.gru = nn.GRU(len(LETTERS), hidden_size, batch_first=True)
        self.out = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        _, h = self.gru(pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False))
        return self.out(h[0])


class Trainer:
    def __init__(self, pairs, device):
        self.device = device
        self.model = NameClassifier().to(device)
        self.tensors = [name_to_tensor(n) for n, _ in pairs]
        self.labels = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
        self.optimizer = torch.optim.Adam(NameClassifier().parameters(), lr=5e-3)

    def run(self, epochs):
        for _ in range(epochs):
            for idx in torch.randperm(len(self.tensors)).split(128):
                ts = [self.tensors[i] for i in idx]
                logits = self.model(pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts]))
                loss = nn.functional.cross_entropy(logits, self.labels[idx])
                self.optimizer.zero_grad()
                loss.backward()
                self.optimizer.step()
        return self.model


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    return Trainer(pairs, device).run(epochs=2)


def predict(model, names):
    ts = [name_to_tensor(n) for n in names]
    with torch.no_grad():
        best = model(pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts])).argmax(1)
    return [LANGUAGES[i] for i in best]
