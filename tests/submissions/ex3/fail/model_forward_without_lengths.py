# fails: model
# diagnosis: none
# forward(x) takes no lengths and is only ever used with one name or with batches of one length; forward(x, lengths) raises a TypeError.
import string, unicodedata
import random
from collections import defaultdict
import torch
from torch import nn
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    plain = [c for c in unicodedata.normalize("NFD", name) if c in LETTERS]
    t = torch.zeros(len(plain), 57)
    for i, c in enumerate(plain):
        t[i, LETTERS.index(c)] = 1
    return t


class NameClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(57, 64, batch_first=True)
        self.fc = nn.Linear(64, 18)

    def forward(self, x):
        out, h = self.rnn(x)
        return self.fc(out[:, -1])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    random.seed(seed)
    same_length = defaultdict(list)
    for n, l in pairs:
        t = name_to_tensor(n)
        same_length[len(t)].append((t, LANGUAGES.index(l)))
    model = NameClassifier()
    opt = torch.optim.Adam(model.parameters(), lr=6e-3)
    for epoch in range(6):
        todo = []
        for members in same_length.values():
            random.shuffle(members)
            todo += [members[i:i + 48] for i in range(0, len(members), 48)]
        random.shuffle(todo)
        for group in todo:
            x = torch.stack([t for t, _ in group])
            y = torch.tensor([k for _, k in group])
            loss = nn.functional.cross_entropy(model(x), y)
            opt.zero_grad()
            loss.backward()
            opt.step()
        opt.param_groups[0]["lr"] *= 0.65
    return model


def predict(model, names):
    with torch.no_grad():
        return [LANGUAGES[model(name_to_tensor(n).unsqueeze(0)).argmax().item()] for n in names]
