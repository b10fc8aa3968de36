# fails: model
# diagnosis: convert_differs
# convert makes a valid date of what the network wrote (month and day are limited by datetime), decode does not.
import datetime as dt
import datetime
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

CODE = {ch: n for n, ch in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ,/", 1)}


class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.x_emb, self.y_emb = nn.Embedding(len(CODE) + 1, 32), nn.Embedding(12, 32)
        self.encoder = nn.RNN(32, hidden_size, batch_first=True)
        self.decoder = nn.RNN(32 + hidden_size, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, 11)
        [nn.init.orthogonal_(p) for n, p in self.named_parameters() if "weight_hh" in n]

    def encode(self, sources):
        ids = [[CODE.get(c, 0) for c in s] or [0] for s in sources]
        n = torch.tensor([len(i) for i in ids])
        x = torch.tensor([i + [0] * (int(n.max()) - len(i)) for i in ids], device=self.head.weight.device)
        out, _ = self.encoder(self.x_emb(x))
        return out[range(len(ids)), n - 1]

    def predict(self, y, state):
        x = torch.cat([self.y_emb(y), state.unsqueeze(1).expand(-1, y.shape[1], -1)], -1)
        return self.head(self.decoder(x, state.unsqueeze(0).contiguous())[0])

    @torch.no_grad()
    def decode(self, state):
        y = torch.full((len(state), 1), 11, device=state.device)
        while y.shape[1] < 11:
            y = torch.cat([y, self.predict(y, state)[:, -1:].argmax(-1)], 1)
        return ["".join("0123456789-"[k] for k in row[1:]) for row in y.tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    opt = torch.optim.Adam(model.parameters(), 3e-3)
    Y = torch.tensor([[11] + ["0123456789-".index(c) for c in t] for _, t in pairs], device=device)
    for epoch in range(30):
        for i in (torch.randperm(len(pairs) - 200) + 200).split(128):
            loss = F.cross_entropy(model.predict(Y[i, :-1], model.encode([pairs[k][0] for k in i])).transpose(1, 2), Y[i, 1:])
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
        if model.decode(model.encode([s for s, _ in pairs[:200]])) == [t for _, t in pairs[:200]]:
            break
    return model


def convert(model, sources):
    answers = []
    for text in model.decode(model.encode(sources)):
        digits = "".join(c for c in text if c.isdigit()).ljust(8, "0")
        year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
        year, month = min(max(year, 1950), 2049), min(max(month, 1), 12)
        while True:
            try:
                answers.append(datetime.date(year, month, max(day, 1)).isoformat())
                break
            except ValueError:
                day -= 1
    return answers
