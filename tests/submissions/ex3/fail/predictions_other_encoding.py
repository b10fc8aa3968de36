# fails: predictions
# diagnosis: predicts_otherwise
# predict has its own encoding that drops accented letters and reads at most ten letters, so it differs from forward on name_to_tensor for accented and for long names.
import string, unicodedata
import torch
from torch import nn
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    name = unicodedata.normalize("NFD", name)
    name = [c for c in name if unicodedata.category(c) != "Mn" and c in LETTERS]
    return torch.eye(57)[[LETTERS.index(c) for c in name]]


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=64):
        super().__init__()
        self.gru = nn.GRUCell(57, hidden_size)
        self.fc = nn.Linear(hidden_size, 18)

    def forward(self, x, lengths):
        h = x.new_zeros(len(x), self.gru.hidden_size)
        for t in range(x.size(1)):
            h = torch.where(lengths[:, None] > t, self.gru(x[:, t], h), h)
        return self.fc(h)


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    net = NameClassifier()
    ts = [name_to_tensor(n) for n, _ in pairs]
    x, n = nn.utils.rnn.pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts])
    y = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    opt = torch.optim.Adam(net.parameters(), lr=8e-3)
    for epoch in range(6):
        for b in torch.randperm(len(y)).split(64):
            loss = nn.functional.cross_entropy(net(x[b, :n[b].max()], n[b]), y[b])
            opt.zero_grad()
            loss.backward()
            opt.step()
        opt.param_groups[0]["lr"] *= 0.6
    return net


def predict(model, names):
    x = torch.zeros(len(names), 10, 57)
    n = torch.ones(len(names), dtype=torch.long)
    for i, name in enumerate(names):
        kept = [c for c in name if c in LETTERS][:10]
        for j, c in enumerate(kept):
            x[i, j, LETTERS.index(c)] = 1
        n[i] = max(len(kept), 1)
    with torch.no_grad():
        return [LANGUAGES[i] for i in model(x, n).argmax(1)]
