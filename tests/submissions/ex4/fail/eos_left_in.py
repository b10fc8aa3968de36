# fails: trained_1, trained_2
# diagnosis: extra_letters
# may also name: stopped_early, too_slow
# the end sign "$" is not cut off, every answer is "2023-01-15$".
import random
from datetime import date
import string
import torch
from torch import nn

def make_pairs(n, seed, level=1):
    r = random.Random(seed)
    a, b = date(1950, 1, 1).toordinal(), date(2049, 12, 31).toordinal()
    pats = ["%B #, %Y"] if level == 1 else ["%B #, %Y", "%b #, %Y", "%b # %Y", "%B # %Y", "# %B %Y", "# %b %Y",
                                            "%m/%d/%Y", "%A, %B #, %Y", "%A # %B %Y"]
    ds = [date.fromordinal(r.randint(a, b)) for _ in range(n)]
    return [(d.strftime(r.choice(pats)).replace("#", str(d.day)), d.isoformat()) for d in ds]

VOCAB = "^$?" + string.ascii_letters + string.digits + ",/ -"
I = {c: i for i, c in enumerate(VOCAB)}


class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.embed = nn.Embedding(len(VOCAB), 32)
        self.encoder = nn.RNNCell(32, hidden_size)
        self.decoder = nn.RNNCell(32 + hidden_size, hidden_size)
        self.fc = nn.Linear(hidden_size, len(VOCAB))
        nn.init.orthogonal_(self.encoder.weight_hh)
        nn.init.orthogonal_(self.decoder.weight_hh)

    def encode(self, sources):
        sources = ["^" + s for s in sources]
        width = max(map(len, sources))
        # filled on the left, the state stays at zero there
        x = torch.tensor([[-1] * (width - len(s)) + [I.get(c, 2) for c in s] for s in sources], device=self.fc.weight.device)
        h = torch.zeros(len(sources), self.encoder.hidden_size, device=x.device)
        for column in x.T:
            h = self.encoder(self.embed(column.clamp(min=0)), h) * (column >= 0).float()[:, None]
        return h

    def decode(self, state):
        h, last = state, torch.zeros(len(state), dtype=torch.long, device=state.device)
        written = [""] * len(state)
        with torch.no_grad():
            for _ in range(16):
                h = self.decoder(torch.cat([self.embed(last), state], 1), h)
                last = self.fc(h).argmax(1)
                for i, k in enumerate(last.tolist()):
                    if not written[i].endswith("$"):
                        written[i] += VOCAB[k]
        return written


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    held, pairs = pairs[:200], pairs[200:]
    for step in range(3000):
        batch = [pairs[i] for i in torch.randint(len(pairs), (128,)).tolist()]
        y = torch.tensor([[I[c] for c in "^" + t + "$"] for _, t in batch], device=device)
        h = state = model.encode([s for s, _ in batch])
        loss = 0
        for t in range(11):
            h = model.decoder(torch.cat([model.embed(y[:, t]), state], 1), h)
            loss = loss + nn.functional.cross_entropy(model.fc(h), y[:, t + 1]) / 11
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        if step % 100 == 99 and convert(model, [s for s, _ in held]) == [t + "$" for _, t in held]:
            break
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
