# like: gru_dot_attention.py
# Notebook exported to a script (# %% cells): GRU, additive attention, state = (keys, outputs, mask, first hidden).
# %% [markdown]
# Dates: reading and writing with attention

# %%
import numpy as np
from datetime import date, timedelta
import torch
import torch.nn as nn
import torch.nn.functional as F

# %% the data
def spell(d, kind):
    """One of the nine ways to write the date d."""
    if kind == 0:
        return d.strftime("%B ") + str(d.day) + d.strftime(", %Y")
    elif kind == 1:
        return d.strftime("%b ") + str(d.day) + d.strftime(", %Y")
    elif kind == 2:
        return d.strftime("%b ") + str(d.day) + d.strftime(" %Y")
    elif kind == 3:
        return d.strftime("%B ") + str(d.day) + d.strftime(" %Y")
    elif kind == 4:
        return str(d.day) + d.strftime(" %B %Y")
    elif kind == 5:
        return str(d.day) + d.strftime(" %b %Y")
    elif kind == 6:
        return d.strftime("%m/%d/%Y")
    elif kind == 7:
        return d.strftime("%A, %B ") + str(d.day) + d.strftime(", %Y")
    return d.strftime("%A ") + str(d.day) + d.strftime(" %B %Y")


def make_pairs(n, seed, level=1):
    rng = np.random.default_rng(seed)
    days = (date(2049, 12, 31) - date(1950, 1, 1)).days + 1
    offsets = rng.integers(0, days, size=n)
    kinds = rng.integers(0, 9, size=n) if level == 2 else np.zeros(n, dtype=int)
    dates = [date(1950, 1, 1) + timedelta(days=int(o)) for o in offsets]
    return [(spell(d, k), str(d)) for d, k in zip(dates, kinds)]

# %% the letters: everything printable, the rest is "unknown"
import string
vocab = ["<pad>", "<unk>"] + list(string.printable)
stoi = {s: i for i, s in enumerate(vocab)}
out_vocab = list("-0123456789") + ["<go>"]
otoi = {s: i for i, s in enumerate(out_vocab)}

# %% the network
class DateConverter(nn.Module):
    def __init__(self, hidden_size: int = 96):
        super().__init__()
        self.emb = nn.Embedding(len(vocab), 32, padding_idx=0)
        self.enc = nn.GRU(32, hidden_size, batch_first=True)
        self.out_emb = nn.Embedding(len(out_vocab), 32)
        self.dec = nn.GRUCell(32 + hidden_size, hidden_size)
        self.Wk = nn.Linear(hidden_size, 64, bias=False)
        self.Wq = nn.Linear(hidden_size, 64)
        self.v = nn.Linear(64, 1, bias=False)
        self.fc = nn.Linear(hidden_size, len(out_vocab) - 1)

    def encode(self, sources):
        ids = [[stoi.get(c, 1) for c in s] if s else [1] for s in sources]
        T = max(map(len, ids))
        x = torch.tensor([i + [0] * (T - len(i)) for i in ids], device=self.fc.weight.device)
        mask = x != 0
        out, _ = self.enc(self.emb(x))                 # reads on over the padding, but nobody looks there
        n = mask.sum(1) - 1
        first = out[torch.arange(len(x), device=x.device), n]
        return self.Wk(out), out, mask, first

    def step(self, prev, h, state):
        keys, out, mask, _ = state
        e = self.v(torch.tanh(keys + self.Wq(h)[:, None])).squeeze(-1)
        a = e.masked_fill(~mask, float("-inf")).softmax(-1)
        c = (a[..., None] * out).sum(1)
        h = self.dec(torch.cat([self.out_emb(prev), c], -1), h)
        return self.fc(h), h

    def decode(self, state):
        h = state[3]
        prev = torch.full((h.size(0),), otoi["<go>"], device=h.device)
        ids = []
        with torch.no_grad():
            for _ in range(10):
                logits, h = self.step(prev, h, state)
                prev = logits.argmax(-1)
                ids.append(prev.tolist())
        return ["".join(out_vocab[i] for i in row) for row in zip(*ids)]

# %% the training
def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    val, trn = pairs[:200], pairs[200:]
    history = []
    for it in range(4000):
        j = torch.randint(len(trn), (128,)).tolist()
        y = torch.tensor([[otoi[c] for c in trn[i][1]] for i in j], device=device)
        state = model.encode([trn[i][0] for i in j])
        h, prev, loss = state[3], torch.full((128,), otoi["<go>"], device=device), 0
        for t in range(10):
            logits, h = model.step(prev, h, state)
            loss = loss + F.cross_entropy(logits, y[:, t])
            prev = y[:, t]
        opt.zero_grad()
        (loss / 10).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        history.append(float(loss) / 10)
        if it % 100 == 99 and convert(model, [s for s, _ in val]) == [t for _, t in val]:
            break
    return model

# %% the use
def convert(model, sources):
    return model.decode(model.encode(sources))

# %% try
if __name__ == "__main__":
    m = train(make_pairs(10000, 1), 0)
    print(convert(m, ["January 15, 2023", "February 29, 2000"]))
