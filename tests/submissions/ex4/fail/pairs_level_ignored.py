# fails: pairs_2
# diagnosis: level_ignored
# level is a parameter that is never used, level 2 is the same as level 1.
import calendar
import random
import torch
from torch import nn

def make_pairs(n, seed, level=1):
    rng = random.Random(seed)
    pairs = []
    for i in range(n):
        year = rng.randint(1950, 2049)
        month = rng.randint(1, 12)
        day = rng.randint(1, calendar.monthrange(year, month)[1])
        pairs.append((f"{calendar.month_name[month]} {day}, {year}", f"{year:04d}-{month:02d}-{day:02d}"))
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
