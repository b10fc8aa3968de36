# fails: model
# diagnosis: none
# decode goes on until every date has an <eos>, without a limit; a fresh model never comes to an end.
import calendar
import torch
import torch.nn as nn

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

ABC = ["<pad>", "<sos>", "<eos>", "<unk>"] + [chr(k) for k in range(32, 127)]
ID = {c: i for i, c in enumerate(ABC)}


class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.embedding = nn.Embedding(len(ABC), 32)
        self.encoder = nn.RNN(32, hidden_size)
        self.decoder = nn.RNN(32 + hidden_size, hidden_size)
        self.linear = nn.Linear(hidden_size, len(ABC))
        nn.init.orthogonal_(self.encoder.weight_hh_l0)
        nn.init.orthogonal_(self.decoder.weight_hh_l0)

    def encode(self, sources):
        xs = [torch.tensor([1] + [ID.get(c, 3) for c in s] + [2], device=self.linear.weight.device) for s in sources]
        packed = nn.utils.rnn.pack_sequence([self.embedding(x) for x in xs], enforce_sorted=False)
        _, hidden = self.encoder(packed)
        return hidden

    def decode_step(self, tokens, hidden, context):
        x = torch.cat([self.embedding(tokens), context.expand(tokens.size(0), -1, -1)], dim=2)
        out, hidden = self.decoder(x, hidden)
        return self.linear(out), hidden

    def decode(self, state):
        tokens = torch.ones(1, state.size(1), dtype=torch.long, device=state.device)
        hidden = state.contiguous()
        finished = torch.zeros(state.size(1), dtype=torch.bool, device=state.device)
        result = [[] for _ in range(state.size(1))]
        while not finished.all():
            with torch.no_grad():
                logits, hidden = self.decode_step(tokens, hidden, state)
            tokens = logits.argmax(2)
            finished |= tokens[0] == ID["<eos>"]
            for i in range(len(result)):
                if not finished[i]:
                    result[i].append(ABC[tokens[0, i]])
        return ["".join(r) for r in result]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    target = torch.tensor([[1] + [ID[c] for c in t] + [2] for _, t in pairs])
    average = 1.0
    for step in range(4000):
        i = torch.randint(len(pairs), (128,))
        y = target[i].T.to(device)
        state = model.encode([pairs[k][0] for k in i.tolist()])
        logits, _ = model.decode_step(y[:-1], state, state)
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), y[1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        average = 0.95 * average + 0.05 * loss.item()
        if average < 0.0015:
            break
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
