"""The trained sentiment model: its weights, and the words that it knows, in one file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from safetensors import safe_open
from safetensors.torch import save
from torch import Tensor

FILE = Path(__file__).parent / "model.safetensors"
_WORDS = "words"
"""In the file's metadata: the words in the order of the embedding's rows, as a list in JSON."""


def sentiment_model() -> tuple[dict[str, int], dict[str, Tensor]]:
    """Return the vocabulary, and the ``state_dict`` of a ``SentimentRNN``; a copy each time.

    The vocabulary says for each word which row of the embedding it has.
    """
    with safe_open(FILE, framework="pt") as file:
        words = json.loads(file.metadata()[_WORDS])
        weights = {name: file.get_tensor(name) for name in sorted(file.keys())}
    return {word: row for row, word in enumerate(words)}, weights


def keep(words: Sequence[str], weights: Mapping[str, Tensor], file: Path = FILE) -> None:
    """Write a model into a file."""
    file.write_bytes(save(dict(weights), metadata={_WORDS: json.dumps(list(words))}))
