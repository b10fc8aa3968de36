# fails: no_dates
# diagnosis: unknown_letters
# the vocabulary knows all letters of both levels but nothing else, "hello, wörld" or a "#" is a KeyError.
import calendar
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

alphabet = ["<pad>", "<eos>"] + sorted(set("".join(MONTHS) + "".join(WEEKDAYS) + "0123456789 ,/"))
char_to_index = {c: i for i, c in enumerate(alphabet)}


class DateConverter(nn.Module):
    """Vanilla RNNs with the state given again at every step."""

    def __init__(self, hidden_size=128):
        super().__init__()
        self.char_embedding = nn.Embedding(len(alphabet), 32)
        self.encoder = nn.RNN(32, hidden_size, batch_first=True)
        self.digit_embedding = nn.Embedding(12, 32)
        self.decoder = nn.RNN(32 + hidden_size, hidden_size, batch_first=True)
        self.linear = nn.Linear(hidden_size, 11)
        nn.init.orthogonal_(self.encoder.weight_hh_l0)
        nn.init.orthogonal_(self.decoder.weight_hh_l0)

    def encode(self, sources):
        rows = [[char_to_index[c] for c in s] + [1] for s in sources]
        last = torch.tensor([len(r) - 1 for r in rows], device=self.linear.weight.device)
        longest = max(len(r) for r in rows)
        x = torch.tensor([r + [0] * (longest - len(r)) for r in rows], device=self.linear.weight.device)
        out, _ = self.encoder(self.char_embedding(x))
        return out[torch.arange(len(rows), device=x.device), last]

    def decoder_outputs(self, digits, h, state):
        x = torch.cat([self.digit_embedding(digits), state[:, None].expand(-1, digits.shape[1], -1)], dim=-1)
        out, h = self.decoder(x, h)
        return self.linear(out), h

    @torch.no_grad()
    def decode(self, state):
        digits, h = torch.full((len(state), 1), 11, device=state.device), state[None].contiguous()
        text = [""] * len(state)
        for _ in range(10):
            out, h = self.decoder_outputs(digits, h, state)
            digits = out.argmax(-1)
            for i, d in enumerate(digits[:, 0].tolist()):
                text[i] += "0123456789-"[d]
        return text


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    validation, training = pairs[:200], pairs[200:]
    step = 0
    while step < 5000:
        step += 1
        batch = [training[i] for i in torch.randint(len(training), (128,)).tolist()]
        y = torch.tensor([[11] + ["0123456789-".index(c) for c in t] for _, t in batch], device=device)
        state = model.encode([s for s, _ in batch])
        out, _ = model.decoder_outputs(y[:, :-1], state[None], state)
        loss = nn.functional.cross_entropy(out.flatten(0, 1), y[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 100 == 0 and convert(model, [s for s, _ in validation]) == [t for _, t in validation]:
            break
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
