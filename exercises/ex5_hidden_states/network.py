"""The sentiment model as the grader knows it: the oracle of its hidden states."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from rnngrade.data.opinions.network import PADDING, UNKNOWN

Sentence = Sequence[str]


@dataclass(frozen=True)
class Network:
    """A ``SentimentRNN``: its vocabulary, and its weights by the names of its state_dict."""

    vocabulary: Mapping[str, int]
    weights: Mapping[str, Tensor]

    @property
    def hidden_size(self) -> int:
        """Of each state."""
        return self.weights["rnn.weight_hh_l0"].shape[1]

    def numbers(self, sentence: Sentence) -> Tensor:
        """Return the words' rows of the embedding (length,)."""
        unknown = self.vocabulary[UNKNOWN]
        return torch.tensor([self.vocabulary.get(word, unknown) for word in sentence])

    def embedded(self, numbers: Tensor) -> Tensor:
        """Return rows of the embedding (…, embedding_size), in float64."""
        return self.weights["embedding.weight"].double()[numbers]

    def run(self, embedded: Tensor, start: Tensor | None = None) -> Tensor:
        """Return the states (length, hidden_size) after each of some embeddings, by ``nn.RNN``."""
        recurrent = self._recurrent()
        with torch.no_grad():
            first = None if start is None else start.unsqueeze(0)
            found: Tensor = recurrent(embedded, first)[0]
        return found

    def states(self, sentence: Sentence) -> Tensor:
        """Return the states (length, hidden_size) after each word, in float64."""
        return self.run(self.embedded(self.numbers(sentence)))

    def logits(self, states: Tensor) -> Tensor:
        """Return what the linear layer makes of states (…, hidden_size): (…, 2)."""
        weight, bias = self.weights["linear.weight"].double(), self.weights["linear.bias"].double()
        return states @ weight.T + bias

    def _recurrent(self) -> nn.RNN:
        own = {
            name.removeprefix("rnn."): value
            for name, value in self.weights.items()
            if name.startswith("rnn.")
        }
        recurrent = nn.RNN(own["weight_ih_l0"].shape[1], self.hidden_size).double()
        recurrent.load_state_dict({name: value.double() for name, value in own.items()})
        return recurrent


def drawn(
    words: Sequence[str], embedding_size: int, hidden_size: int, generator: torch.Generator
) -> Network:
    """Return a network of random weights, whose states depend on words long past.

    The recurrent matrix is orthogonal, so that a state fades slowly.
    """

    def normal(*shape: int, spread: float = 1.0) -> Tensor:
        return torch.randn(shape, generator=generator) * spread

    orthogonal = torch.linalg.qr(normal(hidden_size, hidden_size)).Q
    embedding = normal(len(words) + 2, embedding_size)
    embedding[0] = 0.0  # as padding_idx has it
    order = torch.randperm(len(words), generator=generator).tolist()
    vocabulary = {PADDING: 0, UNKNOWN: 1} | {words[k]: 2 + n for n, k in enumerate(order)}
    return Network(
        vocabulary,
        {
            "embedding.weight": embedding,
            "rnn.weight_ih_l0": normal(
                hidden_size, embedding_size, spread=1 / math.sqrt(embedding_size)
            ),
            "rnn.weight_hh_l0": orthogonal,
            "rnn.bias_ih_l0": normal(hidden_size, spread=0.2),
            "rnn.bias_hh_l0": normal(hidden_size, spread=0.2),
            "linear.weight": normal(2, hidden_size),
            "linear.bias": normal(2),
        },
    )
