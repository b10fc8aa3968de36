# fails: predictions
# diagnosis: none
# may also fail: good
# argmax(dim=0) is taken over the names instead of over the languages: 18 numbers of names (taken modulo 18 to avoid the IndexError), not an answer for each name.
import string, unicodedata, torch
from torch import nn
from rnngrade import data
LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()

def name_to_tensor(name):
    return torch.eye(57)[[LETTERS.index(c) for c in unicodedata.normalize("NFD", name) if c in LETTERS]]

class NameClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(57, 72, batch_first=True)
        self.fc = nn.Linear(72, 18)
    def forward(self, x, lengths):
        s, _ = self.rnn(x)
        return self.fc(s[torch.arange(len(x)), lengths - 1])

def batch(names):
    t = [name_to_tensor(n) for n in names]
    return nn.utils.rnn.pad_sequence(t, batch_first=True), torch.tensor([len(i) for i in t])

def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    m = NameClassifier()
    X, L = batch([n for n, _ in pairs])
    Y = torch.tensor([LANGUAGES.index(k) for _, k in pairs])
    o = torch.optim.Adam(m.parameters(), lr=1e-2)
    for e in range(7):
        for b in torch.randperm(len(Y)).split(64):
            o.zero_grad()
            nn.functional.cross_entropy(m(X[b, :L[b].max()], L[b]), Y[b]).backward()
            o.step()
        o.param_groups[0]["lr"] *= .65
    return m

def predict(model, names):
    with torch.no_grad():
        best = model(*batch(names)).argmax(dim=0)
    return [LANGUAGES[i % len(LANGUAGES)] for i in best]
