# fails: model
# diagnosis: convert_differs
# when the network's answer is no date convert works it out with a regular expression.
import calendar
import re
import torch
from torch import nn

MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December"]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def write(style, y, m, d):
    name, short = MONTHS[m - 1], MONTHS[m - 1][:3]
    week = WEEKDAYS[calendar.weekday(y, m, d)]
    return [f"{name} {d}, {y}", f"{short} {d}, {y}", f"{short} {d} {y}", f"{name} {d} {y}", f"{d} {name} {y}",
            f"{d} {short} {y}", f"{m:02d}/{d:02d}/{y}", f"{week}, {name} {d}, {y}", f"{week} {d} {name} {y}"][style]


def make_pairs(n, seed, level=1):
    g = torch.Generator().manual_seed(seed)

    def draw(low, high):
        return int(torch.randint(low, high + 1, (1,), generator=g))

    result = []
    while len(result) < n:
        y, m = draw(1950, 2049), draw(1, 12)
        d = draw(1, calendar.monthrange(y, m)[1])
        style = 0 if level == 1 else draw(0, 8)
        result.append((write(style, y, m, d), f"{y}-{m:02d}-{d:02d}"))
    return result

VOCABULARY = {c: i for i, c in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz ,/")}
BLANK = len(VOCABULARY)


class DateConverter(nn.Module):
    def __init__(self, hidden_size: int = 128):
        super().__init__()
        self.embedding = nn.Embedding(BLANK + 1, 32)
        self.encoder_cell = nn.RNNCell(32, hidden_size)
        self.digit_embedding = nn.Embedding(12, 32)
        self.decoder_cell = nn.RNNCell(32 + hidden_size, hidden_size)
        self.linear = nn.Linear(hidden_size, 11)
        nn.init.orthogonal_(self.encoder_cell.weight_hh)
        nn.init.orthogonal_(self.decoder_cell.weight_hh)

    def encode(self, sources):
        width = max(len(s) for s in sources)
        h = torch.zeros(len(sources), self.linear.in_features, device=self.linear.weight.device)
        for t in range(width):
            ids = torch.tensor([VOCABULARY.get(s[t], BLANK) if t < len(s) else BLANK for s in sources], device=h.device)
            alive = torch.tensor([[t < len(s)] for s in sources], device=h.device)
            h = torch.where(alive, self.encoder_cell(self.embedding(ids), h), h)
        return h

    def forward(self, state, target=None):
        h, d, out = state, torch.full((len(state),), 11, device=state.device), []
        for t in range(10):
            h = self.decoder_cell(torch.cat([self.digit_embedding(d), state], 1), h)
            out.append(self.linear(h))
            d = target[:, t] if target is not None else out[-1].argmax(1)
        return torch.stack(out, 1)

    @torch.no_grad()
    def decode(self, state):
        return ["".join("0123456789-"[k] for k in ks) for ks in self(state).argmax(-1).tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    valid = pairs[:200]
    for step in range(1, 4001):
        batch = [pairs[i] for i in torch.randint(200, len(pairs), (128,)).tolist()]
        y = torch.tensor([["0123456789-".index(c) for c in t] for _, t in batch], device=device)
        loss = nn.functional.cross_entropy(model(model.encode([s for s, _ in batch]), y).flatten(0, 1), y.flatten())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 100 == 0 and model.decode(model.encode([s for s, _ in valid])) == [t for _, t in valid]:
            break
    return model


def repair(source, answer):
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", answer):
        return answer
    found = re.search(r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* (\d+),? (\d{4})", source)
    if found:
        names = [m[:3] for m in MONTHS]
        return f"{found[3]}-{names.index(found[1]) + 1:02d}-{int(found[2]):02d}"
    return answer


def convert(model, sources):
    answers = model.decode(model.encode(sources))
    return [repair(s, a) for s, a in zip(sources, answers)]
