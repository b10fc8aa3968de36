# fails: trained
# diagnosis: optimizer_other_parameters
# may also name: stopped_early, too_slow
# like: trained_optimizer_of_another_model.py
# the optimizer gets only the linear layer's parameters; the recurrent layer stays random.
import string
import unicodedata
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    s = [LETTERS.index(c) for c in unicodedata.normalize("NFD", name) if c in LETTERS]
    t = torch.zeros(len(s), 57)
    t[torch.arange(len(s)), s] = 1.0
    return t


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=64):
        super().__init__()
        self.encoder = nn.RNN(57, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, 18)

    def forward(self, x, lengths):
        packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        return self.head(self.encoder(packed)[1][0])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    opt = torch.optim.Adam(model.head.parameters(), lr=1e-2)
    ts = [name_to_tensor(n) for n, _ in pairs]
    ys = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    for epoch in range(4):
        for b in torch.randperm(len(ts)).split(64):
            x = pad_sequence([ts[i] for i in b], batch_first=True)
            loss = nn.functional.cross_entropy(model(x, torch.tensor([len(ts[i]) for i in b])), ys[b])
            opt.zero_grad()
            loss.backward()
            opt.step()
        opt.param_groups[0]["lr"] *= 0.6
    return model


def predict(model, names):
    ts = [name_to_tensor(n) for n in names]
    with torch.no_grad():
        out = model(pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts]))
    return [LANGUAGES[i] for i in out.argmax(1)]
