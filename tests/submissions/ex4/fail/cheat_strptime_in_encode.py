# fails: trained_1, trained_2
# diagnosis: parses_the_date
# may also name: stopped_early, too_slow
# encode parses the date and puts its digits into the state, decode prints them; the trained RNN beside it is decoration.
import random
from datetime import date
import datetime
import torch
from torch import nn

def make_pairs(n, seed, level=1):
    r = random.Random(seed)
    a, b = date(1950, 1, 1).toordinal(), date(2049, 12, 31).toordinal()
    pats = ["%B #, %Y"] if level == 1 else ["%B #, %Y", "%b #, %Y", "%b # %Y", "%B # %Y", "# %B %Y", "# %b %Y",
                                            "%m/%d/%Y", "%A, %B #, %Y", "%A # %B %Y"]
    ds = [date.fromordinal(r.randint(a, b)) for _ in range(n)]
    return [(d.strftime(r.choice(pats)).replace("#", str(d.day)), d.isoformat()) for d in ds]

class DateConverter(nn.Module):
    def __init__(self, hidden_size=32):
        super().__init__()
        self.embedding = nn.Embedding(128, 16)
        self.rnn = nn.RNN(16, hidden_size, batch_first=True)
        self.linear = nn.Linear(hidden_size, 11)

    def parse(self, s):
        for f in ("%B %d, %Y", "%b %d, %Y", "%b %d %Y", "%B %d %Y", "%d %B %Y", "%d %b %Y", "%m/%d/%Y", "%A, %B %d, %Y",
                  "%A %d %B %Y"):
            try:
                return datetime.datetime.strptime(s, f).date().isoformat()
            except ValueError:
                continue
        return "0000-00-00"

    def encode(self, sources):
        digits = torch.tensor([["0123456789-".index(c) for c in self.parse(s)] for s in sources]).float()
        hidden = torch.cat([self.read(s) for s in sources])
        return torch.cat([digits, hidden], dim=1)

    def read(self, s):
        ids = torch.tensor([[min(ord(c), 127) for c in s + "."]])
        return self.rnn(self.embedding(ids))[1][0]

    def decode(self, state):
        digits = state[:, :10].round().long().clamp(0, 10)
        return ["".join("0123456789-"[k] for k in row) for row in digits.tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for step in range(60):
        batch = [pairs[i] for i in torch.randint(len(pairs), (32,)).tolist()]
        state = torch.cat([model.read(s) for s, _ in batch])
        loss = nn.functional.cross_entropy(model.linear(state), torch.tensor([int(t[-1]) for _, t in batch]))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
