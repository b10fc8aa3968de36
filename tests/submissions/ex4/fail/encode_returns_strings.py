# fails: model
# diagnosis: none
# encode only hands the strings on, and decode reads and writes: there is no state of tensors.
import random
from datetime import date
import torch
from torch import nn

def make_pairs(n, seed, level=1):
    r = random.Random(seed)
    a, b = date(1950, 1, 1).toordinal(), date(2049, 12, 31).toordinal()
    pats = ["%B #, %Y"] if level == 1 else ["%B #, %Y", "%b #, %Y", "%b # %Y", "%B # %Y", "# %B %Y", "# %b %Y",
                                            "%m/%d/%Y", "%A, %B #, %Y", "%A # %B %Y"]
    ds = [date.fromordinal(r.randint(a, b)) for _ in range(n)]
    return [(d.strftime(r.choice(pats)).replace("#", str(d.day)), d.isoformat()) for d in ds]

CHARS = {c: i for i, c in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ,/", 1)}
ISO = "0123456789-"


class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.emb = nn.Embedding(len(CHARS) + 1, 32)
        self.rnn1 = nn.RNN(32, hidden_size, batch_first=True)
        self.emb2 = nn.Embedding(12, 32)
        self.rnn2 = nn.RNN(32 + hidden_size, hidden_size, batch_first=True)
        self.fc = nn.Linear(hidden_size, 11)
        nn.init.orthogonal_(self.rnn1.weight_hh_l0)
        nn.init.orthogonal_(self.rnn2.weight_hh_l0)

    def encode(self, sources):
        return list(sources)

    def read(self, sources):
        seqs = [self.emb(torch.tensor([CHARS.get(c, 0) for c in s] or [0], device=self.fc.weight.device)) for s in sources]
        _, h = self.rnn1(nn.utils.rnn.pack_sequence(seqs, enforce_sorted=False))
        return h

    def write(self, y, h, z):
        o, h = self.rnn2(torch.cat([self.emb2(y), z[0][:, None].expand(-1, y.shape[1], -1)], -1), h)
        return self.fc(o), h

    @torch.no_grad()
    def decode(self, state):
        z = h = self.read(state)
        y, out = torch.full((len(state), 1), 11, device=h.device), []
        for _ in range(10):
            o, h = self.write(y, h, z)
            y = o.argmax(-1)
            out.append(y)
        return ["".join(ISO[i] for i in r) for r in torch.cat(out, 1).tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    opt = torch.optim.Adam(model.parameters(), 3e-3)
    for step in range(3000):
        batch = [pairs[i] for i in torch.randint(200, len(pairs), (128,)).tolist()]
        y = torch.tensor([[ISO.index(c) for c in t] for _, t in batch], device=device)
        z = model.read([s for s, _ in batch])
        o, _ = model.write(torch.cat([torch.full_like(y[:, :1], 11), y[:, :-1]], 1), z, z)
        loss = nn.functional.cross_entropy(o.transpose(1, 2), y)
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        if step % 50 == 49 and convert(model, [s for s, _ in pairs[:200]]) == [t for _, t in pairs[:200]]:
            break
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
