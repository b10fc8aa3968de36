"""Reference solution of exercise 4: a vanilla RNN reads a date, another one writes it in ISO form.

The decoder is given the encoder's last state at every step, beside the letter before, as by K. Cho
et al., "Learning Phrase Representations using RNN Encoder-Decoder for Statistical Machine
Translation" (2014). W_hh starts out orthogonal, so that gradients reach the first letters.
"""

import datetime
import random
import string

import torch
from torch import Tensor, nn

FIRST_DAY, LAST_DAY = datetime.date(1950, 1, 1), datetime.date(2049, 12, 31)
WAYS = (
    *("%B {day}, %Y", "%b {day}, %Y", "%b {day} %Y", "%B {day} %Y", "{day} %B %Y", "{day} %b %Y"),
    *("%m/%d/%Y", "%A, %B {day}, %Y", "%A {day} %B %Y"),
)
"""To write a date, by strftime, which has no day without a zero. Level 1 is the first one."""

LETTERS = string.digits + "-" + string.ascii_letters + " ,/"
NUMBER_OF = {letter: number for number, letter in enumerate(LETTERS)}
END, UNKNOWN = len(LETTERS), len(LETTERS) + 1
ISO_LETTERS, ISO_LENGTH = LETTERS[:11], len("2023-01-15")
START = len(ISO_LETTERS)

LEARNING_RATE, DECAY = 3e-3, 0.75
BATCH_SIZE, MOST_EPOCHS = 80, 12
LARGEST_GRADIENT_NORM = 1.0
HELD_OUT, GOOD_ENOUGH = 500, 0.996
"""Pairs that are not trained on: training ends when such a share of them is right."""


def make_pairs(n: int, seed: int, level: int = 1) -> list[tuple[str, str]]:
    """Draw n days, each equally often, as ("January 15, 2023", "2023-01-15")."""
    generator = random.Random(seed)  # noqa: S311 - these are no secrets
    numbers = range(FIRST_DAY.toordinal(), LAST_DAY.toordinal() + 1)
    days = [datetime.date.fromordinal(generator.choice(numbers)) for _ in range(n)]
    ways = generator.choices(WAYS if level == 2 else WAYS[:1], k=n)
    sources = [day.strftime(way).format(day=day.day) for day, way in zip(days, ways, strict=True)]
    return [(source, day.isoformat()) for source, day in zip(sources, days, strict=True)]


class DateConverter(nn.Module):
    """An encoder whose last state is all that the decoder gets to know of a date."""

    def __init__(self, hidden_size: int = 128, embedding_size: int = 32) -> None:
        super().__init__()
        self.read_letter = nn.Embedding(len(LETTERS) + 2, embedding_size)
        self.encoder = nn.RNN(embedding_size, hidden_size, batch_first=True)
        self.write_letter = nn.Embedding(len(ISO_LETTERS) + 1, embedding_size)
        self.decoder = nn.RNN(embedding_size + hidden_size, hidden_size, batch_first=True)
        self.read_out = nn.Linear(hidden_size, len(ISO_LETTERS))
        for name, weight in self.named_parameters():
            if "weight_hh" in name:
                nn.init.orthogonal_(weight)

    def encode(self, sources: list[str]) -> Tensor:
        """Return the last states (batch, hidden_size) of the encoder, each behind its own end."""
        texts = [[NUMBER_OF.get(letter, UNKNOWN) for letter in source] for source in sources]
        lengths = [len(text) + 1 for text in texts]
        rows = [text + [END] * (max(lengths) - len(text)) for text in texts]
        x = self.read_letter(torch.tensor(rows, device=self.read_out.weight.device))
        states: Tensor = self.encoder(x)[0]
        # Faster than a packed sequence here: its gradient fills a whole tensor at every step.
        return states[torch.arange(len(rows)), torch.tensor(lengths) - 1]

    def logits(self, state: Tensor, before: Tensor, h: Tensor | None) -> tuple[Tensor, Tensor]:
        """Score the next letters (batch, length, letters), given those before (batch, length)."""
        context = state.unsqueeze(1).expand(-1, before.shape[1], -1)
        x = torch.cat((self.write_letter(before), context), dim=2)
        outputs, h = self.decoder(x, h)
        return self.read_out(outputs), h

    @torch.no_grad()
    def decode(self, state: Tensor) -> list[str]:
        """Write the dates, each letter the most likely one."""
        letter, h = state.new_full((len(state), 1), START, dtype=torch.long), None
        written = []
        for _ in range(ISO_LENGTH):
            scores, h = self.logits(state, letter, h)
            letter = scores.argmax(dim=2)
            written.append(letter)
        return ["".join(ISO_LETTERS[i] for i in row) for row in torch.cat(written, dim=1).tolist()]


def train(pairs: list[tuple[str, str]], seed: int, device: str = "cpu") -> DateConverter:
    """Train a fresh model, until it converts nearly all of the pairs that were held out."""
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE)
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, DECAY)
    held_out, pairs = pairs[:HELD_OUT], pairs[HELD_OUT:]
    for _ in range(MOST_EPOCHS):
        order = torch.randperm(len(pairs)).tolist()
        for start in range(0, len(order), BATCH_SIZE):
            batch = [pairs[number] for number in order[start : start + BATCH_SIZE]]
            loss = teacher_forced_loss(model, batch)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(model.parameters(), LARGEST_GRADIENT_NORM)
            optimizer.step()
        schedule.step()
        if exact_match(model, held_out) >= GOOD_ENOUGH:
            break
    return model


def teacher_forced_loss(model: DateConverter, pairs: list[tuple[str, str]]) -> Tensor:
    """Return the mean cross-entropy of each letter, given the right ones before it."""
    state = model.encode([source for source, _ in pairs])
    targets = [[ISO_LETTERS.index(letter) for letter in iso] for _, iso in pairs]
    y = torch.tensor(targets, device=state.device)
    before = nn.functional.pad(y[:, :-1], (1, 0), value=START)
    scores, _ = model.logits(state, before, None)
    return nn.functional.cross_entropy(scores.flatten(0, 1), y.flatten())


def exact_match(model: DateConverter, pairs: list[tuple[str, str]]) -> float:
    """Return the share of pairs that are converted right to the letter."""
    answers = convert(model, [source for source, _ in pairs])
    return sum(answer == iso for answer, (_, iso) in zip(answers, pairs, strict=True)) / len(pairs)


def convert(model: DateConverter, sources: list[str]) -> list[str]:
    """Return the dates in ISO form."""
    return model.decode(model.encode(sources))
