# fails: model
# diagnosis: none
# the state is a dict {"hidden": …, "length": …}, not a tensor or a tuple of tensors.
import datetime as dt
import string
import torch
import torch.nn as nn
import torch.nn.functional as F

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

VOCAB = {c: i + 1 for i, c in enumerate(string.printable)}
DIGITS = "-0123456789"


class DateConverter(nn.Module):
    def __init__(self, hidden_size: int = 128):
        super().__init__()
        self.encoder_embedding = nn.Embedding(len(VOCAB) + 1, 32)
        self.encoder_rnn = nn.RNN(32, hidden_size, batch_first=True)
        self.decoder_embedding = nn.Embedding(12, 32)
        self.decoder_cell = nn.RNNCell(32 + hidden_size, hidden_size)
        self.output = nn.Linear(hidden_size, 11)
        nn.init.orthogonal_(self.encoder_rnn.weight_hh_l0)
        nn.init.orthogonal_(self.decoder_cell.weight_hh)

    def encode(self, sources):
        dev = self.output.weight.device
        length = torch.tensor([max(1, len(s)) for s in sources], device=dev)
        x = torch.zeros(len(sources), int(length.max()), dtype=torch.long, device=dev)
        for row, s in zip(x, sources):
            row[:len(s)] = torch.tensor([VOCAB.get(c, 0) for c in s], dtype=torch.long)
        outputs, _ = self.encoder_rnn(self.encoder_embedding(x))
        return {"hidden": outputs[torch.arange(len(sources), device=dev), length - 1], "length": length}

    def forward(self, state, target=None):
        h = context = state["hidden"]
        last = torch.full((len(h),), 11, device=h.device)
        logits = []
        for t in range(10):
            h = self.decoder_cell(torch.cat([self.decoder_embedding(last), context], 1), h)
            logits.append(self.output(h))
            last = logits[-1].argmax(1) if target is None else target[:, t]
        return torch.stack(logits, 1)

    def decode(self, state):
        with torch.no_grad():
            return ["".join(DIGITS[k] for k in ks) for ks in self.forward(state).argmax(2).tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    valid, rest = pairs[:200], pairs[200:]
    for epoch in range(40):
        perm = torch.randperm(len(rest)).tolist()
        for k in range(0, len(rest), 128):
            batch = [rest[i] for i in perm[k:k + 128]]
            target = torch.tensor([[DIGITS.index(c) for c in t] for _, t in batch], device=device)
            loss = F.cross_entropy(model(model.encode([s for s, _ in batch]), target).flatten(0, 1), target.flatten())
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
        if convert(model, [s for s, _ in valid]) == [t for _, t in valid]:
            break
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
