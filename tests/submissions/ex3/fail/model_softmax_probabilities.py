# fails: model
# diagnosis: softmax_in_forward
# forward ends in softmax and returns probabilities, not logits or log-probabilities as the statement asks (the loss takes their log itself, so training is fine).
import string, unicodedata
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


class NameClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(len(LETTERS), 64, batch_first=True)
        self.net = nn.Sequential(nn.Linear(64, len(LANGUAGES)), nn.Softmax(dim=1))

    def forward(self, x, lengths):
        p = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        return self.net(self.gru(p)[1][0])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    xs = [name_to_tensor(n) for n, _ in pairs]
    ys = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    opt = torch.optim.Adam(model.parameters(), lr=8e-3)
    for epoch in range(6):
        for b in torch.randperm(len(xs)).split(64):
            x = pad_sequence([xs[i] for i in b], batch_first=True)
            probs = model(x, torch.tensor([len(xs[i]) for i in b]))
            loss = nn.functional.nll_loss(torch.log(probs + 1e-8), ys[b])
            opt.zero_grad()
            loss.backward()
            opt.step()
        opt.param_groups[0]["lr"] *= 0.6
    return model


def predict(model, names):
    xs = [name_to_tensor(n) for n in names]
    with torch.no_grad():
        probs = model(pad_sequence(xs, batch_first=True), torch.tensor([len(x) for x in xs]))
    return [LANGUAGES[i] for i in probs.argmax(1)]
