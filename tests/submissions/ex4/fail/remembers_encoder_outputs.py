# fails: model
# diagnosis: state_ignored
# the attention reads self.encoder_outputs of the last call of encode and not the state that decode is given.
import calendar
import torch
import torch.nn as nn
import torch.nn.functional as F

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

LETTER = {c: i for i, c in enumerate("0123456789 ,/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", start=2)}


class DateConverter(nn.Module):
    def __init__(self, hidden_size=96):
        super().__init__()
        self.embedding = nn.Embedding(len(LETTER) + 2, 32, padding_idx=0)
        self.encoder = nn.GRU(32, hidden_size // 2, bidirectional=True, batch_first=True)
        self.out_embedding = nn.Embedding(12, 32)
        self.decoder = nn.RNNCell(32 + hidden_size, hidden_size)
        nn.init.orthogonal_(self.decoder.weight_hh)
        self.key = nn.Linear(hidden_size, hidden_size, bias=False)
        self.fc = nn.Linear(2 * hidden_size, 11)
        self.encoder_outputs, self.mask = None, None

    def encode(self, sources):
        ids = [[LETTER.get(c, 1) for c in s] or [1] for s in sources]
        lengths = [len(i) for i in ids]
        x = torch.tensor([i + [0] * (max(lengths) - len(i)) for i in ids], device=self.fc.weight.device)
        packed = nn.utils.rnn.pack_padded_sequence(self.embedding(x), lengths, batch_first=True, enforce_sorted=False)
        out, h = self.encoder(packed)
        self.encoder_outputs = nn.utils.rnn.pad_packed_sequence(out, batch_first=True)[0]
        self.mask = x == 0
        return torch.cat((h[0], h[1]), dim=1)

    def attention(self, h):
        score = (self.key(self.encoder_outputs) * h.unsqueeze(1)).sum(2) / 10
        weight = F.softmax(score.masked_fill(self.mask, -1e9), dim=1)
        return (weight.unsqueeze(2) * self.encoder_outputs).sum(1)

    def run(self, state, target=None):
        h, logits = state, []
        letter = torch.full((state.size(0),), 11, device=state.device)
        for t in range(10):
            context = self.attention(h)
            h = self.decoder(torch.cat((self.out_embedding(letter), context), 1), h)
            logits.append(self.fc(torch.cat((h, self.attention(h)), 1)))
            letter = logits[-1].argmax(1) if target is None else target[:, t]
        return torch.stack(logits, 1)

    def decode(self, state):
        with torch.no_grad():
            numbers = self.run(state).argmax(2)
        return ["".join("0123456789-"[n] for n in row) for row in numbers.tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    validation, pairs = pairs[:200], pairs[200:]
    for step in range(3000):
        batch = [pairs[i] for i in torch.randint(len(pairs), (128,))]
        y = torch.tensor([["0123456789-".index(c) for c in t] for _, t in batch], device=device)
        loss = F.cross_entropy(model.run(model.encode([s for s, _ in batch]), y).view(-1, 11), y.view(-1))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 100 == 99 and convert(model, [s for s, _ in validation]) == [t for _, t in validation]:
            break
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
