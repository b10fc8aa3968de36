# like: gru_eos.py
# Two layers of GRU, state (layers, batch, hidden); decoder sees the top layer's state at every step.
import random
import torch
from torch import nn

NAMES = "January February March April May June July August September October November December".split()
DAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split()


def is_leap(y):
    return y % 4 == 0 and (y % 100 != 0 or y % 400 == 0)


def days_in(y, m):
    if m == 2:
        return 29 if is_leap(y) else 28
    return 30 if m in (4, 6, 9, 11) else 31


def day_of_week(y, m, d):
    # Sakamoto's method, 0 is Sunday
    t = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4]
    if m < 3:
        y -= 1
    return (y + y // 4 - y // 100 + y // 400 + t[m - 1] + d) % 7


def make_pairs(n, seed, level=1):
    rnd = random.Random(seed)
    out = []
    for i in range(n):
        y = rnd.randint(1950, 2049)
        m = rnd.randint(1, 12)
        d = rnd.randint(1, days_in(y, m))
        full = NAMES[m - 1]
        abbr = full[:3]
        wd = DAYS[day_of_week(y, m, d)]
        choices = ["%s %d, %d" % (full, d, y)]
        if level == 2:
            choices += ["%s %d, %d" % (abbr, d, y), "%s %d %d" % (abbr, d, y), "%s %d %d" % (full, d, y),
                        "%d %s %d" % (d, full, y), "%d %s %d" % (d, abbr, y), "%02d/%02d/%d" % (m, d, y),
                        "%s, %s %d, %d" % (wd, full, d, y), "%s %d %s %d" % (wd, d, full, y)]
        out.append((rnd.choice(choices), "%04d-%02d-%02d" % (y, m, d)))
    return out

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
