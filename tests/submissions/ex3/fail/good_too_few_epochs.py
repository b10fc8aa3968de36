# fails: good
# diagnosis: none
# may also fail: good
# a plain RNN with 24 units, trained too briefly: it reaches the first threshold, but not the second.
import string, unicodedata
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    s = [c for c in unicodedata.normalize("NFD", name) if c in LETTERS]
    t = torch.zeros(len(s), 57)
    for i, c in enumerate(s):
        t[i, LETTERS.index(c)] = 1
    return t


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=24):
        super().__init__()
        self.rnn = nn.RNN(57, hidden_size, batch_first=True)
        self.out = nn.Linear(hidden_size, 18)

    def forward(self, x, lengths):
        packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        return self.out(self.rnn(packed)[1][0])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    ts = [name_to_tensor(n) for n, _ in pairs]
    ys = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    weights = (torch.bincount(ys, minlength=18).float() + 1) ** -0.5
    criterion = nn.CrossEntropyLoss(weight=weights / weights.mean())
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    for epoch in range(5):
        for b in torch.randperm(len(ts)).split(64):
            x = pad_sequence([ts[i] for i in b], batch_first=True)
            loss = criterion(model(x, torch.tensor([len(ts[i]) for i in b])), ys[b])
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1)
            opt.step()
    return model


def predict(model, names):
    ts = [name_to_tensor(n) for n in names]
    with torch.no_grad():
        out = model(pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts]))
    return [LANGUAGES[i] for i in out.argmax(1)]
