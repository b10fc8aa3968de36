# fails: trained
# diagnosis: none
# may also name: stopped_early, too_slow
# to save time only the first 500 pairs, in alphabetical order of languages, are trained: the other languages are never seen.
import string
import unicodedata
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    chars = [c for c in unicodedata.normalize("NFD", name) if c in LETTERS]
    t = torch.zeros(len(chars), len(LETTERS))
    for i, c in enumerate(chars):
        t[i, LETTERS.index(c)] = 1
    return t


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=96):
        super().__init__()
        self.rnn = nn.RNN(len(LETTERS), hidden_size, batch_first=True)
        self.fc = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        _, h = self.rnn(pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False))
        return self.fc(h.squeeze(0))


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    small = sorted(pairs, key=lambda pair: pair[1])[:500]        # enough to try it out
    tensors = [name_to_tensor(n) for n, _ in small]
    labels = torch.tensor([LANGUAGES.index(l) for _, l in small])
    model = NameClassifier()
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    for epoch in range(15):
        for b in torch.randperm(len(small)).split(32):
            x = pad_sequence([tensors[i] for i in b], batch_first=True)
            loss = nn.functional.cross_entropy(model(x, torch.tensor([len(tensors[i]) for i in b])), labels[b])
            opt.zero_grad()
            loss.backward()
            opt.step()
    return model


def predict(model, names):
    tensors = [name_to_tensor(n) for n in names]
    with torch.no_grad():
        out = model(pad_sequence(tensors, batch_first=True), torch.tensor([len(t) for t in tensors]))
    return [LANGUAGES[i] for i in out.argmax(1)]
