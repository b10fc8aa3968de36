# fails: trained
# diagnosis: recurrence_unused
# may also name: stopped_early, too_slow
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
    """Counted pairs and triples of letters: naive Bayes, no recurrence, no gradient, no step."""

    def __init__(self):
        super().__init__()
        self.first = nn.Parameter(torch.randn(57, len(LANGUAGES)) * 0.1)
        self.last = nn.Parameter(torch.randn(57, len(LANGUAGES)) * 0.1)
        self.pair = nn.Parameter(torch.randn(57 * 57, len(LANGUAGES)) * 0.1)
        self.gate = nn.Parameter(torch.randn(len(LANGUAGES), len(LANGUAGES)) * 0.1)
        self.prior = nn.Parameter(torch.zeros(len(LANGUAGES)))

    def features(self, x, lengths):
        end = x[torch.arange(len(x)), lengths.to(x.device) - 1]
        pairs = torch.einsum("bti,btj->bij", x[:, :-1], x[:, 1:]).flatten(1)
        return x[:, 0], end, pairs

    def forward(self, x, lengths):
        first, end, pairs = self.features(x, lengths)
        return self.prior + first @ self.first + end @ self.last + pairs @ self.pair @ self.gate


@torch.no_grad()
def train(pairs, seed, device="cpu"):
    model = NameClassifier()
    x, lengths = batch_of([n for n, _ in pairs])
    y = nn.functional.one_hot(torch.tensor([LANGUAGES.index(l) for _, l in pairs]), len(LANGUAGES)).float()
    for p, f in zip((model.first, model.last, model.pair), model.features(x, lengths)):
        counts = f.T @ y + 0.03 * y.mean(0) * 10
        p.copy_((counts / counts.sum(0)).log() - (counts.sum(1, keepdim=True) / counts.sum()).log())
    model.gate.copy_(torch.eye(len(LANGUAGES)))
    model.prior.copy_(y.mean(0).log())
    return model.to(device)
