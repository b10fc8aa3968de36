# like: gru_dot_attention.py
# Attention: the state is (outputs, mask, h); the writer is an RNNCell that looks at all letters at each step.
import datetime as dt
import math

import torch
from torch import nn

WAYS = [
    lambda d: f"{d:%B} {d.day}, {d.year}",
    lambda d: f"{d:%b} {d.day}, {d.year}",
    lambda d: f"{d:%b} {d.day} {d.year}",
    lambda d: f"{d:%B} {d.day} {d.year}",
    lambda d: f"{d.day} {d:%B} {d.year}",
    lambda d: f"{d.day} {d:%b} {d.year}",
    lambda d: f"{d:%m/%d/%Y}",
    lambda d: f"{d:%A}, {d:%B} {d.day}, {d.year}",
    lambda d: f"{d:%A} {d.day} {d:%B} {d.year}",
]


def make_pairs(n, seed, level=1):
    g = torch.Generator()
    g.manual_seed(seed)
    lo, hi = dt.date(1950, 1, 1).toordinal(), dt.date(2050, 1, 1).toordinal()
    days = [dt.date.fromordinal(o) for o in torch.randint(lo, hi, (n,), generator=g).tolist()]
    ways = torch.randint(0, len(WAYS) if level > 1 else 1, (n,), generator=g).tolist()
    return [(WAYS[w](d), d.isoformat()) for d, w in zip(days, ways)]

KNOWN = {c: i for i, c in enumerate("0123456789 ,/abcdefghijklmnopqrstuvwxyzADFJMNOSTW", 2)}
WRITTEN = ["<s>"] + list("0123456789-")
LENGTH = 10


class DateConverter(nn.Module):
    def __init__(self, hidden_size: int = 128):
        super().__init__()
        H = hidden_size
        self.read_embedding = nn.Embedding(2 + len(KNOWN), 32)
        self.reader = nn.GRU(32, H // 2, batch_first=True, bidirectional=True)
        self.write_embedding = nn.Embedding(len(WRITTEN), 32)
        self.writer = nn.RNNCell(32 + H, H)
        nn.init.orthogonal_(self.writer.weight_hh)
        self.query = nn.Linear(H, H, bias=False)
        self.letter = nn.Linear(2 * H, len(WRITTEN))

    def encode(self, sources):
        device = self.letter.weight.device
        lengths = torch.tensor([max(1, len(s)) for s in sources])
        ids = torch.zeros(len(sources), int(lengths.max()), dtype=torch.long)
        for i, s in enumerate(sources):
            for j, c in enumerate(s):
                ids[i, j] = KNOWN.get(c, 1)
        mask = torch.arange(ids.shape[1])[None] < lengths[:, None]
        packed = nn.utils.rnn.pack_padded_sequence(self.read_embedding(ids.to(device)), lengths, batch_first=True,
                                                   enforce_sorted=False)
        outputs, h = self.reader(packed)
        outputs, _ = nn.utils.rnn.pad_packed_sequence(outputs, batch_first=True)
        return outputs, mask.to(device), torch.cat([h[0], h[1]], dim=1)

    def look(self, outputs, mask, h):
        scores = torch.einsum("bth,bh->bt", outputs, self.query(h)) / math.sqrt(h.shape[1])
        weights = scores.masked_fill(~mask, -1e9).softmax(dim=1)
        return torch.einsum("bt,bth->bh", weights, outputs)

    def steps(self, state, given=None):
        """Logits of all ten letters: after the given ones (teacher forcing) or after its own."""
        outputs, mask, h = state
        last = torch.zeros(h.shape[0], dtype=torch.long, device=h.device)
        logits = []
        for t in range(LENGTH):
            seen = self.look(outputs, mask, h)
            h = self.writer(torch.cat([self.write_embedding(last), seen], 1), h)
            logits.append(self.letter(torch.cat([h, self.look(outputs, mask, h)], 1)))
            last = logits[-1].argmax(1) if given is None else given[:, t]
        return torch.stack(logits, 1)

    @torch.no_grad()
    def decode(self, state):
        best = self.steps(state)[..., 1:].argmax(-1) + 1
        return ["".join(WRITTEN[k] for k in row) for row in best.tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    check, pairs = pairs[:250], pairs[250:]
    y = torch.tensor([[WRITTEN.index(c) for c in target] for _, target in pairs]).to(device)
    for step in range(3000):
        rows = torch.randint(len(pairs), (128,)).tolist()
        logits = model.steps(model.encode([pairs[i][0] for i in rows]), y[rows])
        loss = nn.functional.cross_entropy(logits.reshape(-1, len(WRITTEN)), y[rows].reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1)
        optimizer.step()
        if step % 50 == 49:
            if convert(model, [s for s, _ in check]) == [t for _, t in check]:
                break
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
