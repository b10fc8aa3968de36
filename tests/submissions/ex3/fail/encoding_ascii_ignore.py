# fails: encoding
# diagnosis: none
# encode("ascii", "ignore") without NFD drops the accented letters, and what is ASCII but not among LETTERS ("-", "/", digits) stays as rows of zeros.
import string
import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence, pack_padded_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = sorted({language for _, language in data.names("train")})
EYE = torch.cat([torch.eye(57), torch.zeros(1, 57)])

def name_to_tensor(name):
    plain = name.encode("ascii", "ignore").decode()
    return EYE[[LETTERS.index(c) if c in LETTERS else 57 for c in plain]]

class NameClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(57, 72, batch_first=True)
        self.lin = nn.Linear(72, 18)
    def forward(self, x, lengths):
        return self.lin(self.rnn(pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False))[1][-1])

def padded(names):
    t = [name_to_tensor(n) for n in names]
    return pad_sequence(t, batch_first=True), torch.as_tensor([len(i) for i in t])

def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    X, N = padded([p[0] for p in pairs])
    Y = torch.as_tensor([LANGUAGES.index(p[1]) for p in pairs])
    model, crit = NameClassifier(), nn.CrossEntropyLoss()
    opt = torch.optim.Adam(model.parameters(), 8e-3)
    for e in range(6):
        for b in torch.randperm(len(Y)).chunk(len(Y) // 64):
            opt.zero_grad()
            crit(model(X[b, :max(N[b])], N[b]), Y[b]).backward()
            opt.step()
        for g in opt.param_groups: g["lr"] *= .62
    return model

def predict(model, names):
    model.eval()
    with torch.no_grad():
        return [LANGUAGES[i] for i in model(*padded(names)).max(dim=1)[1]]
