# fails: predictions
# diagnosis: predicts_numbers
# may also fail: good
# predict returns numbers (indices of languages), not the languages' names, so every answer is wrong.
import string
import unicodedata
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    out = torch.zeros(0, 57)
    for c in unicodedata.normalize("NFD", name):
        if c in LETTERS:
            row = torch.zeros(1, 57)
            row[0, LETTERS.index(c)] = 1
            out = torch.cat([out, row])
    return out


class NameClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(57, 64, batch_first=True)
        self.fc = nn.Linear(64, 18)

    def forward(self, x, lengths):
        packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        return self.fc(self.gru(packed)[1].squeeze(0))


def prepare(names):
    ts = [name_to_tensor(n) for n in names]
    return pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    net = NameClassifier()
    x, n = prepare([name for name, _ in pairs])
    y = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    opt = torch.optim.Adam(net.parameters(), lr=8e-3)
    for epoch in range(6):
        for b in torch.randperm(len(y)).split(64):
            opt.zero_grad()
            nn.functional.cross_entropy(net(x[b, :n[b].max()], n[b]), y[b]).backward()
            opt.step()
        opt.param_groups[0]["lr"] *= 0.6
    return net


def predict(model, names):
    model.eval()
    with torch.no_grad():
        return model(*prepare(names)).argmax(dim=1).tolist()
