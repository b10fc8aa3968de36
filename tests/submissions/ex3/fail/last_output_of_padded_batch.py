# fails: padding
# diagnosis: padding_read
# out[:, -1] of the padded batch is the state after all the padding, so a short name's answer depends on the longest name in the batch.
import string, unicodedata
import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()

def name_to_tensor(name):
    name = [c for c in unicodedata.normalize("NFD", name) if unicodedata.category(c) != "Mn" and c in LETTERS]
    t = torch.zeros(len(name), 57)
    for i, c in enumerate(name):
        t[i, LETTERS.index(c)] = 1
    return t

class NameClassifier(nn.Module):
    def __init__(self, hidden_size=80):
        super().__init__()
        self.lstm = nn.GRU(57, hidden_size, batch_first=True)
        self.fc = nn.Linear(hidden_size, 18)

    def forward(self, x, lengths):
        out, _ = self.lstm(x)
        return self.fc(out[:, -1, :])

def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    xs = pad_sequence([name_to_tensor(n) for n, _ in pairs], batch_first=True)
    ls = (xs.sum(2) > 0).sum(1)
    ys = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    rare = torch.bincount(ys, minlength=18).clamp(min=1) ** -0.3       # rare languages count more
    opt = torch.optim.Adam(model.parameters(), lr=6e-3)
    for epoch in range(9):
        for idx in torch.randperm(len(xs)).split(64):
            width = int(ls[idx].max()) + int(torch.randint(0, 3, ()))
            loss = nn.functional.cross_entropy(model(xs[idx, :width], ls[idx]), ys[idx], weight=rare)
            opt.zero_grad()
            loss.backward()
            opt.step()
        opt.param_groups[0]["lr"] *= 0.7
    return model

def predict(model, names):
    model.eval()
    ts = [name_to_tensor(n) for n in names]
    with torch.no_grad():
        out = model(pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts]))
    return [LANGUAGES[i] for i in out.argmax(1)]
