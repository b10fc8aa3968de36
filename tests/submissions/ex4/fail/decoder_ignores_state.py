# fails: trained_1, trained_2
# diagnosis: always_the_same
# may also name: stopped_early, too_slow
# the decoder starts from zeros, the state is only asked for the size of the batch: every date becomes the same.
import calendar
import datetime
import random
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
    def __init__(self, hidden_size=128):
        super().__init__()
        self.hidden_size = hidden_size
        self.embedding = nn.Embedding(128, 32)
        self.encoder = nn.GRU(32, hidden_size, batch_first=True)
        self.decoder = nn.GRU(32, hidden_size, batch_first=True)
        self.fc = nn.Linear(hidden_size, 128)

    def encode(self, sources):
        packed = nn.utils.rnn.pack_sequence(
            [self.embedding(torch.tensor([min(ord(c), 127) for c in "\t" + s], device=self.fc.weight.device)) for s in sources],
            enforce_sorted=False)
        output, hidden = self.encoder(packed)
        return hidden[0]

    def init_hidden(self, batch_size):
        return torch.zeros(1, batch_size, self.hidden_size, device=self.fc.weight.device)

    def decode(self, state):
        batch_size = state.size(0)
        hidden = self.init_hidden(batch_size)
        letter = torch.full((batch_size, 1), 9, device=state.device)
        answers = [""] * batch_size
        with torch.no_grad():
            for _ in range(10):
                output, hidden = self.decoder(self.embedding(letter), hidden)
                letter = self.fc(output).argmax(dim=2)
                for i in range(batch_size):
                    answers[i] += chr(letter[i, 0])
        return answers


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for step in range(400):
        batch = [pairs[i] for i in torch.randint(len(pairs), (128,)).tolist()]
        state = model.encode([s for s, _ in batch])
        y = torch.tensor([[ord(c) for c in "\t" + t] for _, t in batch], device=device)
        hidden = model.init_hidden(len(state))
        output, _ = model.decoder(model.embedding(y[:, :-1]), hidden)
        loss = nn.functional.cross_entropy(model.fc(output).flatten(0, 1), y[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
