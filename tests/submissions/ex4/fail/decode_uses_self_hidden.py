# fails: model
# diagnosis: state_ignored
# encode keeps the hidden state in self.hidden and decode starts from that; the argument is only asked for its size.
import calendar
import datetime
import random
import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence, pack_padded_sequence

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

symbols = "?" + "".join(map(chr, range(32, 127)))


class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.in_table = nn.Embedding(len(symbols), 32)
        self.out_table = nn.Embedding(12, 32)
        self.encoder = nn.RNN(32, hidden_size)
        self.decoder = nn.RNN(32 + hidden_size, hidden_size)
        self.readout = nn.Linear(hidden_size, 11)
        self.hidden = None
        for w in (self.encoder.weight_hh_l0, self.decoder.weight_hh_l0):
            nn.init.orthogonal_(w)

    def encode(self, sources):
        idx = [torch.tensor([max(0, symbols.find(c)) for c in s or "?"]) for s in sources]
        n = [len(i) for i in idx]
        x = self.in_table(pad_sequence(idx).to(self.readout.weight.device))
        _, self.hidden = self.encoder(pack_padded_sequence(x, n, enforce_sorted=False))
        return self.hidden

    def forward(self, before):
        """before (length, batch): logits of what comes next."""
        start = self.hidden
        x = torch.cat([self.out_table(before), start.expand(before.shape[0], -1, -1)], dim=2)
        return self.readout(self.decoder(x, start)[0])

    @torch.no_grad()
    def decode(self, state):
        seq = torch.full((1, state.shape[1]), 11, device=state.device)
        for _ in range(10):
            seq = torch.cat([seq, self(seq)[-1:].argmax(2)])
        return ["".join("0123456789-"[k] for k in col) for col in seq[1:].T.tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    held = pairs[:200]
    y_all = torch.tensor([[11] + ["0123456789-".index(c) for c in t] for _, t in pairs]).T
    for epoch in range(40):
        for rows in (200 + torch.randperm(len(pairs) - 200)).split(128):
            model.encode([pairs[i][0] for i in rows.tolist()])
            y = y_all[:, rows].to(device)
            loss = nn.functional.cross_entropy(model(y[:-1]).flatten(0, 1), y[1:].flatten())
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
        if convert(model, [s for s, _ in held]) == [t for _, t in held]:
            break
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
