# Loop over an nn.RNNCell; finished names keep their state (torch.where).
import string, unicodedata
import torch
from torch import nn
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()

def fold(name):
    out = ""
    for c in unicodedata.normalize("NFD", name):
        if unicodedata.category(c) == "Mn":
            continue
        if c in LETTERS:
            out += c
    return out

def name_to_tensor(name):
    eye = torch.eye(len(LETTERS))
    return eye[[LETTERS.index(c) for c in fold(name)]]

def pad(ts):
    n = max(t.size(0) for t in ts)
    return torch.stack([torch.cat([t, t.new_zeros(n - t.size(0), t.size(1))]) for t in ts])

class NameClassifier(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.hidden_size = hidden_size
        self.cell = nn.RNNCell(len(LETTERS), hidden_size)
        self.readout = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        lengths = lengths.to(x.device)
        h = x.new_zeros(x.shape[0], self.hidden_size)
        for t in range(x.shape[1]):
            alive = (t < lengths).unsqueeze(1)
            h = torch.where(alive, self.cell(x[:, t], h), h)
        return self.readout(h)

def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    net = NameClassifier().to(device)
    X = [name_to_tensor(n) for n, _ in pairs]
    L = torch.tensor([len(t) for t in X])
    Y = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    X = pad(X)
    opt = torch.optim.AdamW(net.parameters(), lr=3e-3, weight_decay=1e-3)
    n_epochs = 14
    cos = torch.optim.lr_scheduler.CosineAnnealingLR(opt, n_epochs)
    for _ in range(n_epochs):
        order = torch.randperm(len(Y))
        for i in range(0, len(Y), 64):
            b = order[i:i + 64]
            l = L[b]
            out = net(X[b][:, :l.max()].to(device), l)
            loss = nn.functional.cross_entropy(out, Y[b].to(device))
            opt.zero_grad(); loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1)
            opt.step()
        cos.step()
    return net

def predict(model, names):
    model.eval()
    ts = [name_to_tensor(n) for n in names]
    dev = model.readout.weight.device
    with torch.no_grad():
        out = model(pad(ts).to(dev), torch.tensor([len(t) for t in ts]))
    return [LANGUAGES[k] for k in out.argmax(-1)]
