# fails: encoding
# diagnosis: case_lost
# the name is lower-cased first, so a capital "A" gets the column of "a".
import string, unicodedata, torch
from torch import nn
from rnngrade import data
LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()

def name_to_tensor(name):
    name = unicodedata.normalize("NFD", name.lower())
    idx = [LETTERS.index(c) for c in name if c in LETTERS]
    return torch.eye(len(LETTERS))[idx]

class NameClassifier(nn.Module):
    """LSTM; picks the output at each name's last letter."""
    def __init__(self, hidden_size=72):
        super().__init__()
        self.lstm = nn.LSTM(57, hidden_size, batch_first=True)
        self.fc = nn.Linear(hidden_size, 18)

    def forward(self, x, lengths):
        out = self.lstm(x)[0]
        return self.fc(out[torch.arange(len(x)), lengths - 1])

def stack(names):
    ts = [name_to_tensor(n) for n in names]
    ls = torch.tensor([len(t) for t in ts])
    x = torch.zeros(len(ts), int(ls.max()), 57)
    for i, t in enumerate(ts):
        x[i, :len(t)] = t
    return x, ls

def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    net = NameClassifier()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.008)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 2, 0.5)
    X, L = stack([n for n, _ in pairs])
    Y = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    for epoch in range(7):
        for idx in torch.randperm(len(Y)).split(64):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(net(X[idx, :L[idx].max()], L[idx]), Y[idx])
            loss.backward()
            optimizer.step()
        scheduler.step()
    return net

def predict(model, names):
    with torch.no_grad():
        best = model(*stack(names)).argmax(1)
    return [LANGUAGES[i] for i in best]
