# fails: padding
# diagnosis: state_kept
# the hidden state of the last call is kept in self.hidden and is the first state of the next call, so the same name gets another answer the second time.
import string, unicodedata
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    letters = [c for c in unicodedata.normalize("NFD", name) if unicodedata.category(c) != "Mn" and c in LETTERS]
    t = torch.zeros(len(letters), len(LETTERS))
    for row, c in enumerate(letters):
        t[row, LETTERS.index(c)] = 1
    return t


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=72):
        super().__init__()
        self.gru = nn.GRU(len(LETTERS), hidden_size, batch_first=True)
        self.fc = nn.Linear(hidden_size, len(LANGUAGES))
        self.hidden = None

    def forward(self, x, lengths):
        if self.hidden is not None and self.hidden.size(1) != x.size(0):
            self.hidden = None
        packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        _, hidden = self.gru(packed, self.hidden)
        self.hidden = hidden.detach()
        return self.fc(hidden[0])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    xs = [name_to_tensor(n) for n, _ in pairs]
    ys = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    opt = torch.optim.Adam(model.parameters(), lr=8e-3)
    for epoch in range(7):
        for b in torch.randperm(len(xs)).split(64):
            x = pad_sequence([xs[i] for i in b], batch_first=True)
            loss = nn.functional.cross_entropy(model(x, torch.tensor([len(xs[i]) for i in b])), ys[b])
            opt.zero_grad()
            loss.backward()
            opt.step()
        opt.param_groups[0]["lr"] *= 0.65
    return model


def predict(model, names):
    model.hidden = None
    xs = [name_to_tensor(n) for n in names]
    with torch.no_grad():
        out = model(pad_sequence(xs, batch_first=True), torch.tensor([len(x) for x in xs]))
    return [LANGUAGES[i] for i in out.argmax(1)]
