# fails: order, trained
# diagnosis: order_blind
# may also name: stopped_early, too_slow
# there is a GRU, but its result is multiplied by 0; the answer comes from the bag of letters beside it.
import string
import unicodedata
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    tensor = []
    for c in unicodedata.normalize("NFD", name):
        if c in LETTERS:
            row = torch.zeros(len(LETTERS))
            row[LETTERS.index(c)] = 1
            tensor.append(row)
    return torch.stack(tensor)


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=32):
        super().__init__()
        self.gru = nn.GRU(len(LETTERS), hidden_size, batch_first=True)
        self.bag = nn.Sequential(nn.Linear(len(LETTERS), 200), nn.Tanh(), nn.Linear(200, len(LANGUAGES)))
        self.from_rnn = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        _, h = self.gru(packed)
        return self.bag(x.sum(dim=1)) + 0.0 * self.from_rnn(h[0])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    xs = [name_to_tensor(n) for n, _ in pairs]
    ys = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    opt = torch.optim.Adam(model.parameters(), lr=4e-3)
    for epoch in range(6):
        for b in torch.randperm(len(xs)).split(64):
            x = pad_sequence([xs[i] for i in b], batch_first=True)
            loss = nn.functional.cross_entropy(model(x, torch.tensor([len(xs[i]) for i in b])), ys[b])
            opt.zero_grad()
            loss.backward()
            opt.step()
        opt.param_groups[0]["lr"] *= 0.7
    return model


def predict(model, names):
    xs = [name_to_tensor(n) for n in names]
    with torch.no_grad():
        out = model(pad_sequence(xs, batch_first=True), torch.tensor([len(x) for x in xs]))
    return [LANGUAGES[i] for i in out.argmax(1)]
