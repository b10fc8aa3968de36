# fails: padding, trained
# diagnosis: names_mixed
# may also fail: predictions
# may also name: stopped_early, too_slow
# BatchNorm1d(track_running_stats=False) normalises with the statistics of the current batch even in eval, so the other names in the batch change a name's answer.
import string
import unicodedata
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    s = [c for c in unicodedata.normalize("NFD", name) if c in LETTERS]
    t = torch.zeros(len(s), len(LETTERS))
    for i, c in enumerate(s):
        t[i, LETTERS.index(c)] = 1
    return t


def to_batch(names):
    ts = [name_to_tensor(n) for n in names]
    return pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts])


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=64):
        super().__init__()
        self.gru = nn.GRU(len(LETTERS), hidden_size, batch_first=True)
        self.norm = nn.BatchNorm1d(hidden_size, track_running_stats=False)
        self.fc = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        _, h = self.gru(pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False))
        h = h[0]
        if len(h) > 1:              # one name has no variance
            h = self.norm(h)
        return self.fc(h)


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    x, l = to_batch([n for n, _ in pairs])
    y = torch.tensor([LANGUAGES.index(k) for _, k in pairs])
    opt = torch.optim.Adam(model.parameters(), lr=8e-3)
    for epoch in range(6):
        model.train()
        for b in torch.randperm(len(y)).split(64):
            loss = nn.functional.cross_entropy(model(x[b, :l[b].max()], l[b]), y[b])
            opt.zero_grad()
            loss.backward()
            opt.step()
        opt.param_groups[0]["lr"] *= 0.6
    return model


def predict(model, names):
    model.eval()
    with torch.no_grad():
        return [LANGUAGES[i] for i in model(*to_batch(names)).argmax(1)]
