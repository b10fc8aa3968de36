"""Exercise 3: a name classifier, which tells the language that a name is from.

Fill in the definitions, then run

    rnngrade check ex3
"""

import string

import torch
from torch import nn

from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
"""All that a name is made of, once it is plain ASCII: 57 characters."""
LANGUAGES = data.languages()
"""All languages, sorted. The network's outputs are in this order."""


def name_to_tensor(name: str) -> torch.Tensor:
    """Return a name as one-hot vectors: "Ab" has ones at [0, 26] and [1, 1]."""
    # TODO: make the name plain ASCII first: "Ślusàrski" becomes "Slusarski". Take it apart with
    # unicodedata.normalize("NFD", name), leave out the accents (unicodedata.category(c) is "Mn"),
    # then whatever is not among LETTERS.
    # TODO: return a float tensor (len, n_letters).
    raise NotImplementedError("name_to_tensor is still to be written")


class NameClassifier(nn.Module):
    """A recurrent network that reads a name letter by letter, and says which language it is."""

    def __init__(self, hidden_size: int = 128):
        super().__init__()
        # TODO: any recurrent cell, and a linear layer with an output for each language.

    def forward(self, x: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        # x: (batch, max_len, n_letters), names padded with zeros behind their end
        # lengths: (batch,), how many letters each name has
        # TODO: return logits (batch, n_languages). Zeros behind a name must not change them.
        raise NotImplementedError("NameClassifier.forward is still to be written")


def train(pairs: list[tuple[str, str]], seed: int, device: str = "cpu") -> nn.Module:
    """Train a fresh NameClassifier on (name, language) pairs, and return it."""
    torch.manual_seed(seed)
    # TODO: make a model on `device`, an optimizer, and a loop over the pairs.
    raise NotImplementedError("train is still to be written")


def predict(model: nn.Module, names: list[str]) -> list[str]:
    """Return the most likely language of each name."""
    raise NotImplementedError("predict is still to be written")


if __name__ == "__main__":
    # Try it here: rnngrade does not run this block.
    pairs = data.names("train")
    held_out, rest = pairs[::10], [pair for i, pair in enumerate(pairs) if i % 10]
    model = train(rest, seed=0)
    answers = predict(model, [name for name, _ in held_out])
    right = sum(answer == language for answer, (_, language) in zip(answers, held_out, strict=True))
    print("accuracy", right / len(held_out))
    print(predict(model, ["Satoshi", "Jackson", "Dovesky"]))
