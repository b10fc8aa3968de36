# fails: trained
# diagnosis: returns_fresh_model
# may also name: stopped_early, too_slow
# after the loop, train returns a fresh NameClassifier() instead of the trained one.
import string, unicodedata
import torch
import torch.nn as nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    name = "".join(c for c in unicodedata.normalize("NFD", name) if c in LETTERS)
    tensor = torch.zeros(len(name), 1, len(LETTERS))
    for i, c in enumerate(name):
        tensor[i, 0, LETTERS.index(c)] = 1
    return tensor


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=64):
        super().__init__()
        self.rnn = nn.RNN(len(LETTERS), hidden_size, batch_first=True)
        self.out = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        return torch.log_softmax(self.out(self.rnn(packed)[1][0]), dim=1)


def pad(names):
    ts = [name_to_tensor(n)[:, 0] for n in names]
    return pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts])


def fit(model, x, lengths, y, epochs=3):
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    for epoch in range(epochs):
        for b in torch.randperm(len(y)).split(64):
            opt.zero_grad()
            nn.functional.nll_loss(model(x[b, :lengths[b].max()], lengths[b]), y[b]).backward()
            opt.step()


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    x, lengths = pad([n for n, _ in pairs])
    y = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    fit(NameClassifier(), x, lengths, y)
    return NameClassifier()


def predict(model, names):
    model.eval()
    with torch.no_grad():
        return [LANGUAGES[i] for i in model(*pad(names)).argmax(1)]
