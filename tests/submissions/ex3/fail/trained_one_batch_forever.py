# fails: trained
# diagnosis: same_batch_trained
# may also name: stopped_early, too_slow
# next(iter(loader)) is taken once before the loop, so the same 64 names are trained 400 times.
import string, unicodedata
import torch
from torch import nn
from torch.utils.data import DataLoader
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    return torch.eye(57)[[LETTERS.index(c) for c in unicodedata.normalize("NFD", name) if c in LETTERS]]


def collate(batch):
    ts = [name_to_tensor(n) for n, _ in batch]
    ys = [LANGUAGES.index(l) if l else -1 for _, l in batch]
    return nn.utils.rnn.pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts]), torch.tensor(ys)


class NameClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(57, 64, batch_first=True)
        self.out = nn.Linear(64, 18)

    def forward(self, x, lengths):
        y, _ = self.gru(x)
        return self.out(y[range(len(x)), (lengths - 1).tolist()])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    loader = DataLoader(pairs, batch_size=64, shuffle=True, collate_fn=collate)
    x, lengths, y = next(iter(loader))
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    for step in range(400):
        loss = nn.functional.cross_entropy(model(x, lengths), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
    print("final loss", loss.item())       # nearly 0, so it must be good
    return model


def predict(model, names):
    x, lengths, _ = collate([(n, None) for n in names])
    with torch.no_grad():
        return [LANGUAGES[i] for i in model(x, lengths).argmax(1)]
