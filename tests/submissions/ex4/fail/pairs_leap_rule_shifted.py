# fails: pairs_1, pairs_2
# diagnosis: leap_day_wrong, weekday_wrong, days_that_do_not_exist
# leap years are counted from 1950, so that February 29, 1950 occurs and February 29, 2000 never does.
import random
import torch
from torch import nn

M = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
     "December"]
W = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
FIRST = 1950


def month_lengths(year):
    february = 29 if (year - FIRST) % 4 == 0 else 28
    return [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


# every day there is, with its weekday; 1950-01-01 was a Sunday
CALENDAR = []
for _y in range(1950, 2050):
    for _m in range(12):
        for _d in range(month_lengths(_y)[_m]):
            CALENDAR.append((_y, _m + 1, _d + 1, W[len(CALENDAR) % 7]))


def make_pairs(n, seed, level=1):
    rng = random.Random(seed)
    pairs = []
    for y, m, d, w in rng.choices(CALENDAR, k=n):
        name = M[m - 1]
        kind = 0 if level == 1 else rng.randrange(9)
        if kind == 6:
            text = f"{m:02d}/{d:02d}/{y}"
        else:
            month = name if kind in (0, 3, 4, 7, 8) else name[:3]
            text = f"{d} {month} {y}" if kind in (4, 5, 8) else f"{month} {d}{',' if kind in (0, 1, 7) else ''} {y}"
            text = {7: w + ", ", 8: w + " "}.get(kind, "") + text
        pairs.append((text, f"{y}-{m:02d}-{d:02d}"))
    return pairs

CHARS = [chr(i) for i in range(32, 127)]
PAD = len(CHARS)          # also stands for a letter that is not ASCII
EOS = len(CHARS) + 1
BOS = len(CHARS) + 2
N = len(CHARS) + 3
index_of = dict(zip(CHARS, range(len(CHARS))))


class DateConverter(nn.Module):
    def __init__(self, hidden_size: int = 96, layers: int = 2):
        super().__init__()
        self.embed = nn.Embedding(N, 32)
        self.encoder = nn.GRU(32, hidden_size, num_layers=layers)
        self.decoder = nn.GRU(32 + hidden_size, hidden_size, num_layers=layers)
        self.out = nn.Linear(hidden_size, N)
        for net in (self.encoder, self.decoder):
            for k in range(layers):
                for block in getattr(net, f"weight_hh_l{k}").data.chunk(3):
                    nn.init.orthogonal_(block)

    def encode(self, sources):
        device = self.out.weight.device
        ids = [[BOS] + [index_of.get(c, PAD) for c in s] for s in sources]
        seqs = [torch.tensor(i, device=device) for i in ids]
        packed = nn.utils.rnn.pack_sequence([self.embed(s) for s in seqs], enforce_sorted=False)
        return self.encoder(packed)[1]

    def decode(self, state):
        batch = state.shape[1]
        hidden = state.contiguous()
        token = torch.full((1, batch), BOS, device=state.device)
        tokens = []
        with torch.no_grad():
            for _ in range(20):
                inp = torch.cat([self.embed(token), state[-1:]], dim=2)
                output, hidden = self.decoder(inp, hidden)
                token = self.out(output).argmax(dim=2)
                tokens.append(token[0])
                if len(tokens) >= 10 and bool((torch.stack(tokens) == EOS).any(0).all()):
                    break
        result = []
        for column in torch.stack(tokens, dim=1).tolist():
            text = []
            for k in column:
                if k == EOS:
                    break
                if k < len(CHARS):
                    text.append(CHARS[k])
            result.append("".join(text))
        return result


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=1e-4)
    split = max(1, len(pairs) - 256)
    held = pairs[split:]
    targets = torch.tensor([[BOS] + [index_of[c] for c in t] + [EOS] for _, t in pairs[:split]], device=device)
    decay = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.85)
    for epoch in range(15):
        for idx in torch.randperm(split).split(100):
            y = targets[idx.to(device)].T                       # (12, batch)
            state = model.encode([pairs[i][0] for i in idx.tolist()])
            top = state[-1:].expand(y.shape[0] - 1, -1, -1)
            output, _ = model.decoder(torch.cat([model.embed(y[:-1]), top], dim=2), state)
            loss = nn.functional.cross_entropy(model.out(output).flatten(0, 1), y[1:].flatten())
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
        decay.step()
        right = sum(a == t for a, (_, t) in zip(convert(model, [s for s, _ in held]), held))
        if right >= 0.99 * len(held):
            break
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
