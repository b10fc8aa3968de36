# fails: padding
# diagnosis: none
# may also fail: trained, good
# the state is picked at lengths[0] - 1 for the whole batch, right only where all names have one length, as in training.
import string
import unicodedata
from itertools import groupby
import torch
from torch import nn
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()

def name_to_tensor(name):
    codes = [LETTERS.index(c) for c in unicodedata.normalize("NFD", name) if c in LETTERS]
    return nn.functional.one_hot(torch.tensor(codes, dtype=torch.long), len(LETTERS)).float()

class NameClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(len(LETTERS), 72, batch_first=True)
        self.out = nn.Linear(72, len(LANGUAGES))

    def forward(self, x, lengths):
        states, _ = self.gru(x)
        return self.out(states[:, int(lengths[0]) - 1])

def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    examples = sorted(((name_to_tensor(n), LANGUAGES.index(l)) for n, l in pairs), key=lambda e: len(e[0]))
    buckets = []
    for length, group in groupby(examples, key=lambda e: len(e[0])):
        group = list(group)
        buckets.append((torch.stack([t for t, _ in group]), torch.tensor([y for _, y in group])))
    opt = torch.optim.Adam(model.parameters(), lr=6e-3)
    for epoch in range(6):
        batches = [(x[i], y[i]) for x, y in buckets for i in torch.randperm(len(y)).split(48)]
        for k in torch.randperm(len(batches)):
            x, y = batches[k]
            loss = nn.functional.cross_entropy(model(x, torch.full((len(x),), x.size(1))), y)
            opt.zero_grad()
            loss.backward()
            opt.step()
        opt.param_groups[0]["lr"] *= 0.65
    return model

def predict(model, names):
    model.eval()
    answers = []
    with torch.no_grad():
        for name in names:
            x = name_to_tensor(name)
            answers.append(LANGUAGES[model(x[None], torch.tensor([len(x)])).argmax().item()])
    return answers
