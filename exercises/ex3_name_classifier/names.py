"""Names as the grader knows them: folded to plain ASCII, in letters, in padded batches."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from rnngrade.data.letters import LETTERS, to_ascii

PADDING = -1


def indices(name: str) -> list[int]:
    """Return the places in the alphabet of a name's letters, once it is folded."""
    return [LETTERS.index(letter) for letter in to_ascii(name)]


def batch_of(names: Sequence[str]) -> dict[str, Tensor]:
    """Return names as ``letters`` (batch, max_len), padded with -1, and ``lengths`` (batch,)."""
    rows = [indices(name) for name in names]
    longest = max(map(len, rows))
    padded = [row + [PADDING] * (longest - len(row)) for row in rows]
    return {
        "letters": torch.tensor(padded),
        "lengths": torch.tensor([len(row) for row in rows]),
    }


def one_hot(name: str) -> Tensor:
    """Return a name as one-hot vectors (len, 57), in float32."""
    return torch.eye(len(LETTERS))[indices(name)]
