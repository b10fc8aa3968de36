# fails: model
# diagnosis: decode_random
# letters are drawn from the distribution (multinomial) and not the most likely taken, two calls differ.
import calendar
import datetime
import random
import random as rd
import torch
from torch import nn

def make_pairs(n, seed, level=1):
    """n random dates, (as people write it, ISO)."""
    generator = random.Random(seed * 2 + level)
    pairs = []
    for _ in range(n):
        year = generator.randrange(1950, 2050)
        month = generator.randrange(1, 13)
        day = generator.randrange(1, calendar.monthrange(year, month)[1] + 1)
        when = datetime.date(year, month, day)
        long, short = calendar.month_name[month], calendar.month_abbr[month]
        weekday = calendar.day_name[when.weekday()]
        which = generator.randrange(9) if level == 2 else 0
        if which == 6:
            source = f"{month:02}/{day:02}/{year}"
        elif which == 7:
            source = f"{weekday}, {long} {day}, {year}"
        elif which == 8:
            source = f"{weekday} {day} {long} {year}"
        elif which in (4, 5):
            source = f"{day} {long if which == 4 else short} {year}"
        else:
            source = f"{long if which in (0, 3) else short} {day}{',' if which < 2 else ''} {year}"
        pairs.append((source, when.isoformat()))
    return pairs

class DateConverter(nn.Module):
    """RNN encoder, RNN decoder, the summary of the source is repeated for each letter."""

    ALPHABET = "0123456789-"

    def __init__(self, hidden_size=128):
        super().__init__()
        self.char = nn.Embedding(128, 32)
        self.encoder = nn.RNN(32, hidden_size, batch_first=True)
        self.decoder = nn.RNN(32 + hidden_size, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, 11)
        for r in (self.encoder, self.decoder):
            nn.init.orthogonal_(r.weight_hh_l0)

    def encode(self, sources):
        tensors = [torch.tensor([min(ord(c), 127) for c in s + "."], device=self.head.weight.device) for s in sources]
        packed = nn.utils.rnn.pack_sequence([self.char(t) for t in tensors], enforce_sorted=False)
        return self.encoder(packed)[1][0]

    def distribution(self, before, h, state):
        x = torch.cat([self.char(before), state[:, None].expand(-1, before.shape[1], -1)], -1)
        o, h = self.decoder(x, h)
        return self.head(o), h

    @torch.no_grad()
    def decode(self, state):
        before = torch.zeros(len(state), 1, dtype=torch.long, device=state.device)
        h = state[None].contiguous()
        texts = [""] * len(state)
        for _ in range(10):
            logits, h = self.distribution(before, h, state)
            letters = torch.multinomial(logits[:, 0].softmax(-1), 1)
            texts = [t + self.ALPHABET[k] for t, k in zip(texts, letters[:, 0].tolist())]
            before = torch.tensor([[ord(t[-1])] for t in texts], device=state.device)
        return texts


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    r = rd.Random(seed)
    net = DateConverter().to(device)
    optimizer = torch.optim.Adam(net.parameters(), lr=3e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, total_steps=900)
    for _ in range(900):
        batch = r.sample(pairs, 128)
        state = net.encode([s for s, _ in batch])
        before = torch.tensor([[0] + [ord(c) for c in t[:-1]] for _, t in batch], device=device)
        wanted = torch.tensor([[net.ALPHABET.index(c) for c in t] for _, t in batch], device=device)
        logits, _ = net.distribution(before, state[None], state)
        loss = nn.functional.cross_entropy(logits.reshape(-1, 11), wanted.reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        schedule.step()
    return net.eval()


def convert(model, sources):
    return model.decode(model.encode(sources))
