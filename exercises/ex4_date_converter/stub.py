"""Exercise 4: a date converter, "January 15, 2023" to "2023-01-15", by encoder and decoder.

Fill in the definitions, then run

    rnngrade check ex4
"""

import torch
from torch import nn

FIRST_YEAR, LAST_YEAR = 1950, 2049
"""All dates lie in these years, both included."""


def make_pairs(n: int, seed: int, level: int = 1) -> list[tuple[str, str]]:
    """Draw n pairs of a date as it is written and in ISO form.

    Level 1: ("January 15, 2023", "2023-01-15").
    Level 2: the same, and eight other ways to write it; see the statement.
    """
    # TODO: only days that exist, spread over all months, days and years.
    # The same seed gives the same pairs.
    raise NotImplementedError("make_pairs is still to be written")


class DateConverter(nn.Module):
    """An encoder that reads a date letter by letter, and a decoder that writes it in ISO form."""

    def __init__(self, hidden_size: int = 128):
        super().__init__()
        # TODO: an embedding and a recurrent network for each half, and a linear layer.

    def encode(self, sources: list[str]):
        """Return the state that is all the decoder gets to know of the dates."""
        # TODO: a tensor, or a tuple of tensors; each has an axis for the batch.
        raise NotImplementedError("DateConverter.encode is still to be written")

    def decode(self, state) -> list[str]:
        """Return the dates that a state stands for, each letter the most likely one."""
        # TODO: write letter by letter, each given those before it. It must come to an end.
        raise NotImplementedError("DateConverter.decode is still to be written")


def train(pairs: list[tuple[str, str]], seed: int, device: str = "cpu") -> nn.Module:
    """Train a fresh DateConverter on (source, target) pairs, and return it."""
    torch.manual_seed(seed)
    # TODO: make a model on `device`, an optimizer, and a loop over the pairs. While it trains, the
    # decoder is given the right letters before the one that it has to write (teacher forcing).
    raise NotImplementedError("train is still to be written")


def convert(model: nn.Module, sources: list[str]) -> list[str]:
    """Return the dates in ISO form: ["January 15, 2023"] gives ["2023-01-15"]."""
    raise NotImplementedError("convert is still to be written")


if __name__ == "__main__":
    # Try it here: rnngrade does not run this block.
    model = train(make_pairs(10_000, seed=1), seed=0)
    fresh = make_pairs(500, seed=2)
    answers = convert(model, [source for source, _ in fresh])
    right = sum(answer == iso for answer, (_, iso) in zip(answers, fresh, strict=True))
    print("exact match", right / len(fresh))
    print(convert(model, ["January 15, 2023"]))
