# fails: padding
# diagnosis: padding_read
# may also fail: trained, good
# states.mean(dim=1) also takes the states behind a short name's end into the mean.
import string, unicodedata as u
import torch, torch.nn as nn, torch.nn.functional as F
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()
lookup = {c: torch.eye(57)[i] for i, c in enumerate(LETTERS)}

def name_to_tensor(name):
    return torch.stack([lookup[c] for c in u.normalize("NFD", name) if c in lookup])

class NameClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.GRU(57, 64, batch_first=True, bidirectional=True)
        self.head = nn.Linear(128, 18)

    def forward(self, x, lengths):
        states, _ = self.body(x)
        return self.head(states.mean(dim=1))

def collate(items):
    x = nn.utils.rnn.pad_sequence([t for t, _ in items], batch_first=True)
    return x, torch.tensor([len(t) for t, _ in items]), torch.tensor([k for _, k in items])

def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    ds = [(name_to_tensor(n), LANGUAGES.index(l)) for n, l in pairs]
    dl = torch.utils.data.DataLoader(ds, batch_size=64, shuffle=True, collate_fn=collate)
    net = NameClassifier()
    w = torch.bincount(torch.tensor([k for _, k in ds]), minlength=18).clamp(min=1) ** -0.25
    opt = torch.optim.Adam(net.parameters(), lr=7e-3)
    for epoch in range(6):
        for x, l, y in dl:
            loss = F.cross_entropy(net(x, l), y, weight=w)
            opt.zero_grad(); loss.backward(); opt.step()
        opt.param_groups[0]["lr"] *= .6
    return net

def predict(model, names):
    model.eval()
    out = []
    with torch.no_grad():
        for i in range(0, len(names), 64):
            x, l, _ = collate([(name_to_tensor(n), 0) for n in names[i:i + 64]])
            out.extend(LANGUAGES[k] for k in model(x, l).argmax(1).tolist())
    return out
