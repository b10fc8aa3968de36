# fails: model
# diagnosis: none
# forward answers after every letter, (batch, max_len, 18), and picking the last one is left to train and predict.
import string, unicodedata, torch
from torch import nn
from rnngrade import data
LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()

def name_to_tensor(name):
    ids = [LETTERS.index(c) for c in unicodedata.normalize("NFD", name) if c in LETTERS]
    return nn.functional.one_hot(torch.tensor(ids, dtype=torch.long), 57).float()

class NameClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(57, 72, batch_first=True)
        self.fc = nn.Linear(72, 18)
    def forward(self, x, lengths):
        states, _ = self.lstm(x)
        return self.fc(states)

def pad(names):
    ts = [name_to_tensor(n) for n in names]
    return nn.utils.rnn.pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts])

def last(out, lengths):
    return out[torch.arange(len(out)), lengths - 1]

def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    m = NameClassifier()
    X, L = pad([n for n, _ in pairs])
    Y = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    o = torch.optim.Adam(m.parameters(), lr=1e-2)
    s = torch.optim.lr_scheduler.ExponentialLR(o, .65)
    for _ in range(7):
        for b in torch.randperm(len(Y)).split(64):
            loss = nn.functional.cross_entropy(last(m(X[b, :L[b].max()], L[b]), L[b]), Y[b])
            o.zero_grad(); loss.backward(); o.step()
        s.step()
    return m

def predict(model, names):
    x, l = pad(names)
    with torch.no_grad():
        return [LANGUAGES[i] for i in last(model(x, l), l).argmax(1)]
