# fails: model
# diagnosis: convert_differs
# the network writes the year; convert puts month and day in place with calendar, decode by itself leaves them as 00-00.
import datetime
import random
import calendar
import torch
from torch import nn

FORMATS = ["{B} {d}, {Y}", "{b} {d}, {Y}", "{b} {d} {Y}", "{B} {d} {Y}", "{d} {B} {Y}", "{d} {b} {Y}",
           "{m}/{dd}/{Y}", "{A}, {B} {d}, {Y}", "{A} {d} {B} {Y}"]


def make_pairs(n, seed, level=1):
    rng = random.Random(seed)
    first, last = datetime.date(1950, 1, 1).toordinal(), datetime.date(2049, 12, 31).toordinal()
    pairs = []
    for _ in range(n):
        day = datetime.date.fromordinal(rng.randint(first, last))
        fmt = FORMATS[0] if level == 1 else rng.choice(FORMATS)
        text = fmt.format(B=day.strftime("%B"), b=day.strftime("%b"), d=day.day, Y=day.year,
                          m=day.strftime("%m"), dd=day.strftime("%d"), A=day.strftime("%A"))
        pairs.append((text, day.isoformat()))
    return pairs

LONG = {name: k for k, name in enumerate(calendar.month_name) if name}
LONG.update({name: k for k, name in enumerate(calendar.month_abbr) if name})


class DateConverter(nn.Module):
    def __init__(self, hidden_size=96):
        super().__init__()
        self.embedding = nn.Embedding(128, 32)
        self.encoder = nn.RNN(32, hidden_size, batch_first=True)
        self.heads = nn.ModuleList(nn.Linear(hidden_size, 10) for _ in range(4))
        nn.init.orthogonal_(self.encoder.weight_hh_l0)

    def encode(self, sources):
        x = torch.tensor([[min(ord(c), 127) for c in s.rjust(32)[-32:]] for s in sources], device=self.heads[0].weight.device)
        return self.encoder(self.embedding(x))[1][0]

    def decode(self, state):
        columns = [head(state).argmax(1).tolist() for head in self.heads]
        return ["".join(map(str, row)) + "-00-00" for row in zip(*columns)]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for step in range(400):
        batch = [pairs[i] for i in torch.randint(len(pairs), (64,)).tolist()]
        state = model.encode([s for s, _ in batch])
        loss = 0
        for k, head in enumerate(model.heads):
            loss = loss + nn.functional.cross_entropy(head(state), torch.tensor([int(t[k]) for _, t in batch]))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    return model


def convert(model, sources):
    answers = []
    for source, answer in zip(sources, model.decode(model.encode(sources))):
        words = source.replace(",", " ").replace("/", " ").split()
        numbers = [int(w) for w in words if w.isdecimal()]
        months = [LONG[w] for w in words if w in LONG] or numbers[:1]
        days = numbers[1:2] if "/" in source else numbers[:1]
        if months and days:
            answer = f"{answer[:4]}-{months[0]:02d}-{days[0]:02d}"
        answers.append(answer)
    return answers
