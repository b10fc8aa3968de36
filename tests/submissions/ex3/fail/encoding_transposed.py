# fails: encoding
# diagnosis: encoding_transposed
# name_to_tensor returns (n_letters, len) instead of (len, n_letters); the rest of the file transposes it back.
import string, unicodedata
import torch
import torch.nn as nn
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()

def name_to_tensor(name):
    name = "".join(c for c in unicodedata.normalize("NFD", name) if c in LETTERS)
    out = torch.zeros(len(LETTERS), len(name))
    for col, c in enumerate(name):
        out[LETTERS.index(c), col] = 1.0
    return out

def make_batch(names):
    ts = [name_to_tensor(n).T for n in names]
    return nn.utils.rnn.pad_sequence(ts, batch_first=True), torch.tensor([t.size(0) for t in ts])

class NameClassifier(nn.Module):
    def __init__(self, hidden=64):
        super().__init__()
        self.cell = nn.GRUCell(len(LETTERS), hidden)
        self.out = nn.Linear(hidden, len(LANGUAGES))
        self.hidden = hidden

    def forward(self, x, lengths):
        h = torch.zeros(x.size(0), self.hidden)
        for t in range(x.size(1)):
            h = torch.where((lengths > t)[:, None], self.cell(x[:, t], h), h)
        return self.out(h)

def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    m = NameClassifier()
    x, l = make_batch([n for n, _ in pairs])
    y = torch.tensor([LANGUAGES.index(lang) for _, lang in pairs])
    opt = torch.optim.Adam(m.parameters(), lr=8e-3)
    sch = torch.optim.lr_scheduler.ExponentialLR(opt, 0.6)
    for e in range(6):
        for b in torch.randperm(len(y)).split(64):
            loss = nn.functional.cross_entropy(m(x[b][:, :l[b].max()], l[b]), y[b])
            opt.zero_grad(); loss.backward(); opt.step()
        sch.step()
    return m

def predict(model, names):
    with torch.no_grad():
        return [LANGUAGES[i] for i in model(*make_batch(names)).argmax(dim=1).tolist()]
