# fails: order
# diagnosis: last_letters_unread
# may also fail: good
# all names are cut to their first eight letters "so that batches are small", so later letters (often -ov, -ski) are never read.
import string, unicodedata
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()
MAX_LEN = 8


def name_to_tensor(name):
    s = [c for c in unicodedata.normalize("NFD", name) if c in LETTERS]
    t = torch.zeros(len(s), len(LETTERS))
    for i, c in enumerate(s):
        t[i, LETTERS.index(c)] = 1
    return t


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=64):
        super().__init__()
        self.gru = nn.GRU(len(LETTERS), hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        x, lengths = x[:, :MAX_LEN], lengths.clamp(max=MAX_LEN)
        packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        return self.head(self.gru(packed)[1].squeeze(0))


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    tensors = [name_to_tensor(n) for n, _ in pairs]
    x = pad_sequence(tensors, batch_first=True)
    n = torch.tensor([len(t) for t in tensors])
    y = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    opt = torch.optim.Adam(model.parameters(), lr=7e-3)
    for epoch in range(6):
        for b in torch.randperm(len(y)).split(64):
            loss = nn.functional.cross_entropy(model(x[b], n[b]), y[b])
            opt.zero_grad()
            loss.backward()
            opt.step()
        opt.param_groups[0]["lr"] *= 0.65
    return model


def predict(model, names):
    ts = [name_to_tensor(n) for n in names]
    with torch.no_grad():
        out = model(pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts]))
    return [LANGUAGES[i] for i in out.argmax(1)]
