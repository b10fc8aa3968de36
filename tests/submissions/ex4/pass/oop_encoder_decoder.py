# like: rnncell_masked_loop.py
# Object oriented: Vocabulary, Encoder and Decoder classes, decoder as a loop of RNNCell, sos/eos tokens.
import random
import torch
from torch import nn, optim

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

class Vocabulary:
    """Letters and their numbers. 0 <pad>, 1 <sos>, 2 <eos>, 3 <unk>."""

    def __init__(self, letters):
        self.letters = ["<pad>", "<sos>", "<eos>", "<unk>"] + sorted(set(letters))
        self.numbers = {letter: number for number, letter in enumerate(self.letters)}

    def __len__(self):
        return len(self.letters)

    def numericalize(self, text):
        return [1] + [self.numbers.get(letter, 3) for letter in text] + [2]


SOURCE = Vocabulary("".join(NAMES) + "".join(DAYS) + "0123456789 ,/")
TARGET = Vocabulary("0123456789-")


class Encoder(nn.Module):
    def __init__(self, hidden_size):
        super().__init__()
        self.embedding = nn.Embedding(len(SOURCE), 32, padding_idx=0)
        self.rnn = nn.RNN(32, hidden_size, batch_first=True)
        nn.init.orthogonal_(self.rnn.weight_hh_l0)

    def forward(self, padded, lengths):
        outputs, _ = self.rnn(self.embedding(padded))
        # the state after the last letter of each one, not after the padding
        return outputs[torch.arange(len(padded), device=padded.device), lengths - 1]


class Decoder(nn.Module):
    def __init__(self, hidden_size):
        super().__init__()
        self.embedding = nn.Embedding(len(TARGET), 32)
        self.cell = nn.RNNCell(32 + hidden_size, hidden_size)
        nn.init.orthogonal_(self.cell.weight_hh)
        self.linear = nn.Linear(hidden_size, len(TARGET))

    def forward(self, letter, hidden, context):
        hidden = self.cell(torch.cat([self.embedding(letter), context], dim=1), hidden)
        return self.linear(hidden), hidden


class DateConverter(nn.Module):
    def __init__(self, hidden_size: int = 128):
        super().__init__()
        self.encoder = Encoder(hidden_size)
        self.decoder = Decoder(hidden_size)

    @property
    def device(self):
        return self.decoder.linear.weight.device

    def encode(self, sources):
        numbers = [SOURCE.numericalize(source) for source in sources]
        lengths = torch.tensor([len(x) for x in numbers], device=self.device)
        width = max(len(x) for x in numbers)
        padded = torch.tensor([x + [0] * (width - len(x)) for x in numbers], device=self.device)
        return self.encoder(padded, lengths)

    def decode(self, state):
        hidden, letter = state, torch.ones(len(state), dtype=torch.long, device=state.device)
        columns = []
        with torch.no_grad():
            for _ in range(14):
                logits, hidden = self.decoder(letter, hidden, state)
                letter = logits.argmax(1)
                columns.append(letter)
        texts = []
        for row in torch.stack(columns, 1).tolist():
            row = row[:row.index(2)] if 2 in row else row
            texts.append("".join(TARGET.letters[k] for k in row if k > 3))
        return texts


class Trainer:
    def __init__(self, model, lr=3e-3, batch_size=128):
        self.model, self.batch_size = model, batch_size
        self.optimizer = optim.Adam(model.parameters(), lr=lr)
        self.schedule = optim.lr_scheduler.ExponentialLR(self.optimizer, 0.9)
        self.loss = nn.CrossEntropyLoss()

    def fit_batch(self, batch):
        target = torch.tensor([TARGET.numericalize(t) for _, t in batch], device=self.model.device)
        state = self.model.encode([s for s, _ in batch])
        hidden, losses = state, []
        for t in range(target.shape[1] - 1):
            logits, hidden = self.model.decoder(target[:, t], hidden, state)
            losses.append(self.loss(logits, target[:, t + 1]))
        self.optimizer.zero_grad()
        (sum(losses) / len(losses)).backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()

    def fit(self, pairs, validation, epochs):
        for _ in range(epochs):
            order = torch.randperm(len(pairs)).tolist()
            for k in range(0, len(order), self.batch_size):
                self.fit_batch([pairs[i] for i in order[k:k + self.batch_size]])
            answers = convert(self.model, [s for s, _ in validation])
            self.schedule.step()
            if sum(a == t for a, (_, t) in zip(answers, validation)) >= 0.995 * len(validation):
                return


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    Trainer(model).fit(pairs[300:], pairs[:300], epochs=25)
    return model.eval()


def convert(model, sources):
    return model.decode(model.encode(sources))
