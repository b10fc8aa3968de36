# like: gru_eos.py
# bidirectional GRU encoder, joined by a linear layer; decoder writes ten letters, no eos. no teacher letters mixing.
import random
from datetime import date
import torch, torch.nn as nn, torch.nn.functional as F

def make_pairs(n, seed, level=1):
    r = random.Random(seed)
    a, b = date(1950, 1, 1).toordinal(), date(2049, 12, 31).toordinal()
    pats = ["%B #, %Y"] if level == 1 else ["%B #, %Y", "%b #, %Y", "%b # %Y", "%B # %Y", "# %B %Y", "# %b %Y",
                                            "%m/%d/%Y", "%A, %B #, %Y", "%A # %B %Y"]
    ds = [date.fromordinal(r.randint(a, b)) for _ in range(n)]
    return [(d.strftime(r.choice(pats)).replace("#", str(d.day)), d.isoformat()) for d in ds]

abc = "0123456789-"
def code(s): return [ord(c) - 31 if 32 <= ord(c) < 127 else 96 for c in s] or [96]   # 0 = pad, 96 = strange

class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.e = nn.Embedding(97, 32)
        self.enc = nn.GRU(32, hidden_size // 2, batch_first=True, bidirectional=True)
        self.bridge = nn.Linear(hidden_size, hidden_size)
        self.de = nn.Embedding(12, 32)
        self.dec = nn.GRU(32 + hidden_size, hidden_size, batch_first=True)
        self.lin = nn.Linear(hidden_size, 11)
        for g in (self.enc, self.dec):
            for name, p in g.named_parameters():
                if "weight_hh" in name:
                    for q in p.data.chunk(3): nn.init.orthogonal_(q)

    def encode(self, sources):
        xs = [torch.tensor(code(s)) for s in sources]
        p = nn.utils.rnn.pack_sequence(xs, enforce_sorted=False).to(self.lin.weight.device)
        p = p._replace(data=self.e(p.data))
        _, h = self.enc(p)                                    # (2, B, H/2)
        return self.bridge(torch.cat([h[0], h[1]], 1)).tanh()

    def run(self, y, h, z):
        o, h = self.dec(torch.cat([self.de(y), z[:, None].expand(-1, y.shape[1], -1)], 2), h)
        return self.lin(o), h

    def decode(self, state):
        with torch.no_grad():
            B = state.shape[0]; h = state[None].contiguous(); y = state.new_full((B, 1), 11, dtype=torch.long); r = []
            for _ in range(10):
                o, h = self.run(y, h, state); y = o.argmax(2); r.append(y)
        return ["".join(abc[i] for i in q) for q in torch.cat(r, 1).tolist()]

def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    net = DateConverter().to(device)
    opt = torch.optim.Adam(net.parameters(), 3e-3)
    dev, tr = pairs[:200], pairs[200:]
    Y = torch.tensor([[abc.index(c) for c in t] for _, t in tr]).to(device)
    X = [s for s, _ in tr]
    for ep in range(30):
        for i in torch.randperm(len(tr)).split(128):
            z = net.encode([X[j] for j in i.tolist()]); y = Y[i.to(device)]
            o, _ = net.run(F.pad(y[:, :-1], (1, 0), value=11), z[None], z)
            opt.zero_grad(); F.cross_entropy(o.transpose(1, 2), y).backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1); opt.step()
        if sum(a == t for a, (_, t) in zip(convert(net, [s for s, _ in dev]), dev)) == len(dev): break
    return net

def convert(model, sources): return model.decode(model.encode(sources))
