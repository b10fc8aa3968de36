"""Trains the sentiment model: ``python -m rnngrade.data.opinions.train`` writes its file anew.

It takes seconds on a CPU. With one version of torch, and on one machine, the file is the same to
the bit each time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence

from rnngrade.data.opinions import model as model_file
from rnngrade.data.opinions.network import PADDING, UNKNOWN, SentimentRNN
from rnngrade.data.opinions.sentences import Example, examples, further

SEED = 1
"""Of 0 and 1, the one after which PCA shows more of the sentiment."""
FURTHER_SENTENCES = 32_000
"""How many it is trained on besides the part to train on, from the same patterns and words."""
EPOCHS = 14
BATCH_SIZE = 128
LEARNING_RATE = 6e-3
MAX_NORM = 1.0
UNKNOWN_SHARE = 0.03
"""How many words a training takes for unknown, so that ``<unk>`` gets an embedding of use."""


def vocabulary(drawn: Sequence[Example]) -> dict[str, int]:
    """Return the rows of the embedding: of padding, of unknown words, and of each word by name."""
    known = sorted({word for example in drawn for word in example.words})
    return {word: row for row, word in enumerate((PADDING, UNKNOWN, *known))}


def batch(rows: Mapping[str, int], drawn: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """Return words (n, max_len), lengths (n,) and sentiments (n,) of sentences."""
    unknown = rows[UNKNOWN]
    words = [torch.tensor([rows.get(word, unknown) for word in example.words]) for example in drawn]
    lengths = torch.tensor([len(example.words) for example in drawn])
    sentiments = torch.tensor([example.sentiment for example in drawn])
    return pad_sequence(words, batch_first=True), lengths, sentiments


def train(drawn: Sequence[Example], seed: int = SEED, epochs: int = EPOCHS) -> SentimentRNN:
    """Return a model trained on sentences, in ``eval()``."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    model = SentimentRNN(vocabulary(drawn))
    nn.init.orthogonal_(model.rnn.get_parameter("weight_hh_l0"))
    words, lengths, sentiments = batch(model.vocabulary, drawn)
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE)
    steps = epochs * -(-len(drawn) // BATCH_SIZE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for _ in range(epochs):
        for chosen in torch.split(torch.randperm(len(drawn)), BATCH_SIZE):
            seen = _some_unknown(words[chosen], model.vocabulary[UNKNOWN])
            loss = nn.functional.cross_entropy(model(seen, lengths[chosen]), sentiments[chosen])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(model.parameters(), MAX_NORM)
            optimizer.step()
            schedule.step()
    return model.eval()


def _some_unknown(words: Tensor, unknown: int) -> Tensor:
    replaced = (torch.rand(words.shape) < UNKNOWN_SHARE) & (words != 0)
    return words.masked_fill(replaced, unknown)


@torch.no_grad()
def accuracies(model: SentimentRNN, drawn: Sequence[Example]) -> dict[str, float]:
    """Return the share of right answers over ``all`` sentences, and over those of each pattern."""
    words, lengths, sentiments = batch(model.vocabulary, drawn)
    right = model(words, lengths).argmax(dim=1).eq(sentiments).tolist()
    groups = defaultdict(list, all=right)
    for example, is_right in zip(drawn, right, strict=True):
        groups[example.pattern].append(is_right)
    return {name: sum(group) / len(group) for name, group in groups.items()}


def main() -> None:
    """Train, write the file, and print the accuracies on both parts."""
    model = train(examples("train") + further(FURTHER_SENTENCES))
    model_file.keep(list(model.vocabulary), model.state_dict())
    for part in ("train", "test"):
        for name, accuracy in sorted(accuracies(model, examples(part)).items()):
            print(f"{part:5}  {name:20} {accuracy:.3f}")  # noqa: T201 - what it is called for


if __name__ == "__main__":
    main()
