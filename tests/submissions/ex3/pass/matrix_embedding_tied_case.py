# like: rnncell_loop_where.py
# x @ table as embedding (capitals share the vectors of small letters), a GRUCell in a loop, learned h_0.
import string
import unicodedata
import torch
from torch import nn
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()
position_of = LETTERS.index


def name_to_tensor(name):
    name = unicodedata.normalize("NFD", name)
    name = "".join(filter(lambda c: unicodedata.category(c) != "Mn" and c in LETTERS, name))
    return torch.eye(len(LETTERS))[list(map(position_of, name))]


class NameClassifier(nn.Module):
    """Letters and their upper-case forms share one vector: small[a] is used for "a" and for "A",
    a second vector says "I am a capital" (weight tying)."""

    def __init__(self, hidden_size=96, d=32):
        super().__init__()
        self.letters = nn.Parameter(0.3 * torch.randn(26, d))
        self.capital = nn.Parameter(0.3 * torch.randn(1, d))
        self.other = nn.Parameter(0.3 * torch.randn(len(LETTERS) - 52, d))
        self.h0 = nn.Parameter(torch.zeros(hidden_size))      # learned first state
        self.cell = nn.GRUCell(d, hidden_size)
        self.languages = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        table = torch.cat([self.letters, self.letters + self.capital, self.other])
        e = x @ table                                          # zeros stay zeros
        h = self.h0.expand(x.size(0), -1)
        running = (torch.arange(x.size(1), device=x.device) < lengths.to(x.device).unsqueeze(1)).float()
        for t in range(x.size(1)):
            r = running[:, t, None]
            h = r * self.cell(e[:, t], h) + (1 - r) * h
        return self.languages(h)


def pad(names):
    ts = [name_to_tensor(n) for n in names]
    return nn.utils.rnn.pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier().to(device)
    x, n = pad([name for name, _ in pairs])
    y = torch.tensor([LANGUAGES.index(lang) for _, lang in pairs])
    opt = torch.optim.Adam(model.parameters(), lr=4e-3)
    for epoch in range(8):
        if epoch in (4, 6):
            opt.param_groups[0]["lr"] /= 3
        for b in torch.randperm(len(y)).split(64):
            longest = n[b].max()
            loss = nn.functional.cross_entropy(model(x[b, :longest].to(device), n[b]), y[b].to(device))
            opt.zero_grad()
            loss.backward()
            opt.step()
    return model


def predict(model, names):
    model.eval()
    with torch.no_grad():
        x, n = pad(names)
        out = model(x.to(model.h0.device), n)
    return [LANGUAGES[int(i)] for i in out.argmax(1)]
