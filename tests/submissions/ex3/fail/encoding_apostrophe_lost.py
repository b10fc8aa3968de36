# fails: encoding
# diagnosis: signs_dropped
# everything but letters is filtered with isalpha(), so apostrophes and spaces are dropped ("O'Neal" -> "ONeal") although they are among LETTERS.
import string, unicodedata, torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()
IDX = dict(zip(LETTERS, range(57)))


def clean(name):
    s = unicodedata.normalize("NFD", name)
    return "".join(c for c in s if c.isalpha() and c in LETTERS)


def name_to_tensor(name):
    s = clean(name)
    t = torch.zeros(len(s), 57)
    t[range(len(s)), [IDX[c] for c in s]] = 1.0
    return t


class NameClassifier(nn.Module):
    """mean of all states of a GRU, padding masked"""

    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(57, 80, batch_first=True)
        self.out = nn.Linear(80, len(LANGUAGES))

    def forward(self, x, lengths):
        h, _ = self.gru(x)
        mask = torch.arange(x.shape[1]).expand(x.shape[0], -1) < lengths.view(-1, 1)
        h = h.masked_fill(~mask.unsqueeze(-1), 0.0)
        return self.out(h.sum(1) / lengths.view(-1, 1).float())


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    ts = [name_to_tensor(n) for n, _ in pairs]
    ls = torch.tensor([len(t) for t in ts])
    ys = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    xs = pad_sequence(ts, batch_first=True)
    opt = torch.optim.Adam(model.parameters(), lr=9e-3)
    step, steps = 0, 6 * (len(ys) // 64 + 1)
    for epoch in range(6):
        for b in torch.randperm(len(ys)).split(64):
            opt.param_groups[0]["lr"] = 9e-3 * (1 - step / steps) + 1e-4
            step += 1
            loss = nn.functional.cross_entropy(model(xs[b, :ls[b].max()], ls[b]), ys[b])
            opt.zero_grad()
            loss.backward()
            opt.step()
    return model


def predict(model, names):
    ts = [name_to_tensor(n) for n in names]
    with torch.no_grad():
        out = model(pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts]))
    return [LANGUAGES[i] for i in out.argmax(1)]
