# fails: model
# diagnosis: convert_differs
# convert asks datetime.strptime first and the (well trained) network only if that fails.
import random
import datetime
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

KEYS = {c: i for i, c in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ,/", 1)}


class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.embedding = nn.Embedding(len(KEYS) + 1, 32)
        self.embedding2 = nn.Embedding(12, 32)
        self.rnn = nn.RNN(32, hidden_size, batch_first=True)
        self.rnn2 = nn.RNN(32 + hidden_size, hidden_size, batch_first=True)
        self.final = nn.Linear(hidden_size, 11)
        nn.init.orthogonal_(self.rnn.weight_hh_l0)
        nn.init.orthogonal_(self.rnn2.weight_hh_l0)

    def encode(self, sources):
        lens = torch.tensor([len(s) or 1 for s in sources])
        x = torch.zeros((len(sources), lens.max()), dtype=torch.long)
        for i in range(len(sources)):
            for j in range(len(sources[i])):
                x[i, j] = KEYS.get(sources[i][j], 0)
        x = self.embedding(x.to(self.final.weight.device))
        return self.rnn(nn.utils.rnn.pack_padded_sequence(x, lens, True, False))[1]

    def run(self, y, h, s):
        o, h = self.rnn2(torch.cat((self.embedding2(y), s.transpose(0, 1).repeat(1, y.size(1), 1)), 2), h)
        return self.final(o), h

    def decode(self, state):
        y, h = torch.full((state.size(1), 1), 11, device=state.device), state.contiguous()
        words = ["" for _ in y]
        with torch.no_grad():
            for _ in range(10):
                p, h = self.run(y, h, state)
                y = p.argmax(2)
                words = [w + "0123456789-"[k] for w, [k] in zip(words, y.tolist())]
        return words


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    y = torch.tensor([["0123456789-".index(c) for c in t] for _, t in pairs], device=device)
    for epoch in range(30):
        for i in torch.randperm(len(pairs) - 200).split(128):
            s = model.encode([pairs[k][0] for k in i])
            p, _ = model.run(nn.functional.pad(y[i, :9], (1, 0), value=11), s, s)
            loss = nn.functional.cross_entropy(p.transpose(1, 2), y[i])
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
        if model.decode(model.encode([s for s, _ in pairs[-200:]])) == [t for _, t in pairs[-200:]]:
            break
    return model


def convert(model, sources):
    answers = []
    for source in sources:
        answer = None
        for form in ("%B %d, %Y", "%b %d, %Y", "%b %d %Y", "%B %d %Y", "%d %B %Y", "%d %b %Y", "%m/%d/%Y",
                     "%A, %B %d, %Y", "%A %d %B %Y"):
            try:
                answer = datetime.datetime.strptime(source, form).date().isoformat()
            except ValueError:
                pass
        if answer is None:
            answer = model.decode(model.encode([source]))[0]
        answers.append(answer)
    return answers
