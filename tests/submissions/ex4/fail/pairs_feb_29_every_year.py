# fails: pairs_1, pairs_2
# diagnosis: leap_day_wrong
# February always has 29 days, also in years that are no leap years.
import random
import torch
from torch import nn

LENGTHS = {"January": 31, "February": 29, "March": 31, "April": 30, "May": 31, "June": 30, "July": 31, "August": 31,
           "September": 30, "October": 31, "November": 30, "December": 31}
WEEK = ["Saturday", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]


def zeller(y, m, d):
    if m < 3:
        m, y = m + 12, y - 1
    return WEEK[(d + 13 * (m + 1) // 5 + y + y // 4 - y // 100 + y // 400) % 7]


def make_pairs(n, seed, level=1):
    r = random.Random(seed)
    names = list(LENGTHS)
    pairs = []
    for _ in range(n):
        m = r.randrange(12)
        name, y, d = names[m], r.randrange(1950, 2050), r.randint(1, LENGTHS[names[m]])
        abc = name[:3]
        day = zeller(y, m + 1, d)
        all_ways = [f"{name} {d}, {y}", f"{abc} {d}, {y}", f"{abc} {d} {y}", f"{name} {d} {y}", f"{d} {name} {y}",
                    f"{d} {abc} {y}", f"{m + 1:02d}/{d:02d}/{y}", f"{day}, {name} {d}, {y}", f"{day} {d} {name} {y}"]
        source = r.choice(all_ways) if level != 1 else all_ways[0]
        pairs.append((source, f"{y}-{m + 1:02d}-{d:02d}"))
    return pairs

SYMBOLS = {}
for k, symbol in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789,/ "):
    SYMBOLS[symbol] = k
UNKNOWN = len(SYMBOLS)
DIGITS = list("0123456789-")
GO = len(DIGITS)


class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.hidden_size = hidden_size
        self.embed = nn.Embedding(UNKNOWN + 1, 32)
        self.read_cell = nn.RNNCell(32, hidden_size)
        self.embed_digit = nn.Embedding(GO + 1, 32)
        self.write_cell = nn.RNNCell(32 + hidden_size, hidden_size)
        self.to_digit = nn.Linear(hidden_size, len(DIGITS))
        for cell in [self.read_cell, self.write_cell]:
            torch.nn.init.orthogonal_(cell.weight_hh)

    def encode(self, sources):
        device = self.to_digit.weight.device
        longest = max([len(s) for s in sources] + [1])
        h = torch.zeros(len(sources), self.hidden_size, device=device)
        for t in range(longest):
            # which sources still have a letter t, and which one it is
            has_letter = torch.tensor([t < len(s) for s in sources], device=device).unsqueeze(1)
            letters = torch.tensor([SYMBOLS.get(s[t], UNKNOWN) if t < len(s) else UNKNOWN for s in sources],
                                   device=device)
            new_h = self.read_cell(self.embed(letters), h)
            h = torch.where(has_letter, new_h, h)
        return h

    def scores(self, state, answer=None):
        h = state
        digit = torch.full((state.shape[0],), GO, device=state.device)
        all_scores = []
        for t in range(10):
            h = self.write_cell(torch.cat([self.embed_digit(digit), state], dim=1), h)
            s = self.to_digit(h)
            all_scores.append(s)
            if answer is not None:
                digit = answer[:, t]  # teacher forcing
            else:
                digit = s.argmax(dim=1)
        return torch.stack(all_scores, dim=1)

    def decode(self, state):
        with torch.no_grad():
            best = self.scores(state).argmax(dim=2)
        return ["".join(DIGITS[d] for d in row) for row in best.tolist()]


def accuracy(model, pairs):
    answers = convert(model, [s for s, t in pairs])
    return sum(answer == t for answer, (s, t) in zip(answers, pairs)) / len(pairs)


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    loss_fn = nn.CrossEntropyLoss()
    validation = pairs[:300]
    training = pairs[300:]
    for step in range(1, 4001):
        batch = [training[i] for i in torch.randint(0, len(training), (128,)).tolist()]
        answer = torch.tensor([[DIGITS.index(c) for c in t] for _, t in batch], device=device)
        scores = model.scores(model.encode([s for s, _ in batch]), answer)
        loss = loss_fn(scores.reshape(-1, len(DIGITS)), answer.reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 100 == 0:
            optimizer.param_groups[0]["lr"] *= 0.95
            if accuracy(model, validation) > 0.995:
                break
    model.eval()
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
