# fails: trained_2
# diagnosis: some_ways_only
# may also name: stopped_early, too_slow
# train does not look at the pairs it is given but draws 10 000 of its own with make_pairs, of level 1.
import random
from datetime import date
import torch
from torch import nn
import torch.nn.functional as F

def make_pairs(n, seed, level=1):
    r = random.Random(seed)
    a, b = date(1950, 1, 1).toordinal(), date(2049, 12, 31).toordinal()
    pats = ["%B #, %Y"] if level == 1 else ["%B #, %Y", "%b #, %Y", "%b # %Y", "%B # %Y", "# %B %Y", "# %b %Y",
                                            "%m/%d/%Y", "%A, %B #, %Y", "%A # %B %Y"]
    ds = [date.fromordinal(r.randint(a, b)) for _ in range(n)]
    return [(d.strftime(r.choice(pats)).replace("#", str(d.day)), d.isoformat()) for d in ds]

CHARS = "~ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ,/"
index = {c: i for i, c in enumerate(CHARS)}


class DateConverter(nn.Module):
    def __init__(self, hidden_size: int = 128):
        super().__init__()
        self.table = nn.Embedding(len(CHARS), 32)
        self.encoder = nn.RNN(32, hidden_size, batch_first=True)
        self.digit_table = nn.Embedding(12, 32)
        self.decoder = nn.RNNCell(32 + hidden_size, hidden_size)
        self.classify = nn.Linear(hidden_size, 11)
        nn.init.orthogonal_(self.encoder.weight_hh_l0)
        nn.init.orthogonal_(self.decoder.weight_hh)

    def encode(self, sources):
        device = self.classify.weight.device
        lengths = torch.tensor([len(s) for s in sources]).clamp(min=1)
        longest = int(lengths.max())
        x = torch.tensor([[index.get(c, 0) for c in s.ljust(longest, "~")] for s in sources], device=device)
        packed = nn.utils.rnn.pack_padded_sequence(self.table(x), lengths, batch_first=True, enforce_sorted=False)
        return self.encoder(packed)[1].squeeze(0)

    def scores(self, state, truth=None):
        h, d, result = state, torch.full((len(state),), 11, device=state.device), []
        for t in range(10):
            h = self.decoder(torch.cat([self.digit_table(d), state], 1), h)
            s = self.classify(h)
            result.append(s)
            d = s.argmax(1) if truth is None else truth[:, t]
        return torch.stack(result, 2)

    def decode(self, state):
        with torch.no_grad():
            return ["".join("0123456789-"[k] for k in row) for row in self.scores(state).argmax(1).tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    data = make_pairs(10_000, seed)
    check = make_pairs(200, seed + 1)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for epoch in range(20):
        for rows in torch.randperm(len(data)).split(128):
            y = torch.tensor([["0123456789-".index(c) for c in data[i][1]] for i in rows], device=device)
            loss = F.cross_entropy(model.scores(model.encode([data[i][0] for i in rows]), y), y)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
        if convert(model, [s for s, _ in check]) == [t for _, t in check]:
            break
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
