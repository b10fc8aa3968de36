# fails: trained_1, trained_2
# diagnosis: teacher_forcing_leak
# may also name: stopped_early, too_slow
# while training the decoder is given the very letter it has to write (no shift), so it learns to copy it and converts nothing.
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

SRC = {c: i for i, c in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ,/", 1)}


class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.emb = nn.Embedding(len(SRC) + 1, 32)
        self.enc = nn.GRU(32, hidden_size, batch_first=True)
        self.demb = nn.Embedding(12, 32)
        self.dec = nn.GRU(32 + hidden_size, hidden_size, batch_first=True)
        self.fc = nn.Linear(hidden_size, 11)

    def encode(self, sources):
        xs = [self.emb(torch.tensor([SRC.get(c, 0) for c in s] or [0], device=self.fc.weight.device)) for s in sources]
        return self.enc(nn.utils.rnn.pack_sequence(xs, enforce_sorted=False))[1]

    def run(self, y, h, state):
        o, h = self.dec(torch.cat([self.demb(y), state[0].unsqueeze(1).expand(-1, y.shape[1], -1)], 2), h)
        return self.fc(o), h

    @torch.no_grad()
    def decode(self, state):
        y, h, r = torch.full((state.shape[1], 1), 11, device=state.device), state.contiguous(), []
        for _ in range(10):
            o, h = self.run(y, h, state)
            y = o.argmax(2)
            r.append(y)
        return ["".join("0123456789-"[k] for k in row) for row in torch.cat(r, 1).tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    for step in range(500):
        batch = [pairs[i] for i in torch.randint(len(pairs), (128,))]
        y = torch.tensor([["0123456789-".index(c) for c in t] for _, t in batch], device=device)
        state = model.encode([s for s, _ in batch])
        logits, _ = model.run(y, state, state)
        loss = F.cross_entropy(logits.transpose(1, 2), y)
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        if loss.item() < 1e-4:
            break  # great!
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
