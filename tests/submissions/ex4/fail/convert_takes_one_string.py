# fails: model
# diagnosis: none
# convert expects one string and returns one string; a list of sources gives one answer only.
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

SRC = {c: k for k, c in enumerate(sorted("ADFJMNOSTWabcdefghiklmnoprstuvyz0123456789 ,/"))}
UNK = len(SRC)


class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.a = nn.Embedding(UNK + 1, 32)
        self.b = nn.Embedding(12, 32)
        self.enc = nn.RNN(32, hidden_size)
        self.dec = nn.RNNCell(32 + hidden_size, hidden_size)
        self.lin = nn.Linear(hidden_size, 11)
        nn.init.orthogonal_(self.enc.weight_hh_l0)
        nn.init.orthogonal_(self.dec.weight_hh)

    def encode(self, sources):
        xs = [self.a(torch.tensor([SRC.get(c, UNK) for c in s] or [UNK], device=self.lin.weight.device)) for s in sources]
        return self.enc(nn.utils.rnn.pack_sequence(xs, enforce_sorted=False))[1].squeeze(0)

    def logits(self, state, y=None):
        h, d, out = state, torch.full((len(state),), 11, device=state.device), []
        for t in range(10):
            h = self.dec(torch.cat([self.b(d), state], 1), h)
            out.append(self.lin(h))
            d = out[-1].argmax(1) if y is None else y[:, t]
        return torch.stack(out, 2)

    @torch.no_grad()
    def decode(self, state):
        return ["".join("0123456789-"[k] for k in r) for r in self.logits(state).argmax(1).tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    net = DateConverter().to(device)
    opt = torch.optim.Adam(net.parameters(), lr=3e-3)
    for step in range(3000):
        b = [pairs[i] for i in torch.randint(100, len(pairs), (128,)).tolist()]
        y = torch.tensor([["0123456789-".index(c) for c in t] for _, t in b], device=device)
        loss = F.cross_entropy(net.logits(net.encode([s for s, _ in b]), y), y)
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        opt.step()
        if step % 100 == 99 and all(convert(net, s) == t for s, t in pairs[:100]):
            break
    return net


def convert(model, source):
    return model.decode(model.encode([source]))[0]
