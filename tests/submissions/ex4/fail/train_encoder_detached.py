# fails: trained_1, trained_2
# diagnosis: none
# may also name: stopped_early, too_slow
# encode runs under no_grad also while it trains, the encoder never gets a gradient.
import datetime as dt
import torch
import torch.nn as nn

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

VOC = {c: i for i, c in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ,/")}


class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.src_emb = nn.Embedding(len(VOC) + 1, 32)
        self.encoder = nn.LSTM(32, hidden_size, batch_first=True)
        self.tgt_emb = nn.Embedding(12, 32)
        self.decoder = nn.LSTM(32, hidden_size, batch_first=True)
        self.out = nn.Linear(hidden_size, 11)

    @torch.no_grad()
    def encode(self, sources):
        ids = [torch.tensor([VOC.get(c, len(VOC)) for c in s] or [len(VOC)], device=self.out.weight.device) for s in sources]
        packed = nn.utils.rnn.pack_sequence([self.src_emb(i) for i in ids], enforce_sorted=False)
        return self.encoder(packed)[1]

    @torch.no_grad()
    def decode(self, state):
        h, c = state
        h, c = h.contiguous(), c.contiguous()
        y = torch.full((h.size(1), 1), 11, device=h.device)
        ys = []
        for _ in range(10):
            o, (h, c) = self.decoder(self.tgt_emb(y), (h, c))
            y = self.out(o).argmax(2)
            ys.append(y)
        return ["".join("0123456789-"[i] for i in row) for row in torch.cat(ys, 1).tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    loss_fn = nn.CrossEntropyLoss()
    for epoch in range(8):
        for rows in torch.randperm(len(pairs)).split(128):
            batch = [pairs[i] for i in rows.tolist()]
            y = torch.tensor([[11] + ["0123456789-".index(c) for c in t] for _, t in batch], device=device)
            h, c = model.encode([s for s, _ in batch])
            o, _ = model.decoder(model.tgt_emb(y[:, :-1]), (h, c))
            loss = loss_fn(model.out(o).transpose(1, 2), y[:, 1:])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
