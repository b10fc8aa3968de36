# fails: order
# diagnosis: last_letter_unread
# may also fail: good
# lengths - 1 is packed ("indices start at 0"), so each name's last letter is never read; padding itself still changes nothing.
import string
import unicodedata
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def normalize(name):
    return "".join(c for c in unicodedata.normalize("NFD", name)
                   if unicodedata.category(c) != "Mn" and c in LETTERS)


def name_to_tensor(name):
    name = normalize(name)
    t = torch.zeros(len(name), len(LETTERS))
    for i in range(len(name)):
        t[i, LETTERS.index(name[i])] = 1.0
    return t


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=96):
        super().__init__()
        self.rnn = nn.GRU(len(LETTERS), hidden_size, batch_first=True)
        self.fc = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        last_index = (lengths - 1).clamp(min=1)      # names of one letter would crash
        packed = pack_padded_sequence(x, last_index.cpu(), batch_first=True, enforce_sorted=False)
        _, hidden = self.rnn(packed)
        return self.fc(hidden.squeeze(0))


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    xs = [name_to_tensor(n) for n, _ in pairs]
    ys = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    opt = torch.optim.Adam(model.parameters(), lr=6e-3)
    for epoch in range(7):
        for b in torch.randperm(len(xs)).split(64):
            x = pad_sequence([xs[i] for i in b], batch_first=True)
            out = model(x, torch.tensor([len(xs[i]) for i in b]))
            loss = nn.functional.cross_entropy(out, ys[b])
            opt.zero_grad()
            loss.backward()
            opt.step()
        opt.param_groups[0]["lr"] *= 0.65
    return model


def predict(model, names):
    xs = [name_to_tensor(n) for n in names]
    with torch.no_grad():
        out = model(pad_sequence(xs, batch_first=True), torch.tensor([len(x) for x in xs]))
    return [LANGUAGES[i] for i in out.argmax(dim=1).tolist()]
