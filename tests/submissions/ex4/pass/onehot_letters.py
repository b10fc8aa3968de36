# like: rnn_context.py
# No embeddings: letters go in as one-hot vectors; RNN; zero vectors before them up to a fixed width.
import calendar
import torch
from torch import nn
from torch.nn.functional import one_hot, cross_entropy

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

SEEN = "".join(sorted(set("".join(MONTHS + WEEKDAYS)))) + "0123456789,/ "
WIDTH = 30
ISO = "0123456789-"


def hot(text):
    """(30, letters + 1): the last letters of the text, zeros before it, last column = not known."""
    text = text[-WIDTH:]
    x = torch.zeros(WIDTH, len(SEEN) + 1)
    for place, c in enumerate(text, start=WIDTH - len(text)):
        k = SEEN.find(c)
        x[place, k] = 1.0  # find gives -1 for what is not known, the last column
    return x


class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.encoder = nn.RNN(len(SEEN) + 1, hidden_size, batch_first=True)
        self.decoder = nn.RNN(len(ISO) + 1 + hidden_size, hidden_size, batch_first=True)
        nn.init.orthogonal_(self.encoder.weight_hh_l0)
        nn.init.orthogonal_(self.decoder.weight_hh_l0)
        self.linear = nn.Linear(hidden_size, len(ISO))

    def encode(self, sources):
        x = torch.stack([hot(s) for s in sources]).to(self.linear.weight.device)
        return self.read(x)

    def read(self, x):
        _, h = self.encoder(x)
        return h[0]

    def write(self, before, h, state):
        letters = one_hot(before, len(ISO) + 1).float()
        again = state[:, None, :].expand(-1, before.shape[1], -1)
        out, h = self.decoder(torch.cat([letters, again], dim=-1), h)
        return self.linear(out), h

    def decode(self, state):
        with torch.no_grad():
            h = state[None].contiguous()
            letter = torch.full((state.shape[0], 1), len(ISO), device=state.device)
            result = torch.empty(state.shape[0], 0, dtype=torch.long, device=state.device)
            while result.shape[1] < 10:
                logits, h = self.write(letter, h, state)
                letter = logits.argmax(-1)
                result = torch.cat([result, letter], 1)
            return ["".join(map(ISO.__getitem__, row)) for row in result.tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    X = torch.stack([hot(s) for s, _ in pairs])
    Y = torch.tensor([[ISO.index(c) for c in t] for _, t in pairs])
    n = len(pairs) - 200
    steps = 25 * n // 128
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.LinearLR(opt, 1.0, 0.05, total_iters=steps)
    for step in range(steps):
        i = torch.randint(n, (128,))
        x, y = X[i].to(device), Y[i].to(device)
        state = model.read(x)
        before = torch.cat([torch.full((128, 1), len(ISO), device=device), y[:, :-1]], 1)
        logits, _ = model.write(before, state[None], state)
        loss = cross_entropy(logits.transpose(1, 2), y)
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        opt.step()
        schedule.step()
        if step % 100 == 99:
            answers = convert(model, [s for s, _ in pairs[n:]])
            if answers == [t for _, t in pairs[n:]]:
                break
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
