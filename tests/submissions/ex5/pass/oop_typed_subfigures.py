# Type-hinted object-oriented style, dataclasses and protocols, subfigures with supxlabel and supylabel.
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt
import torch
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence

from rnngrade import data

Array = npt.NDArray[np.floating]
PADDING: Final = "<pad>"
UNKNOWN: Final = "<unk>"


class SentimentRNN(nn.Module):
    """The model, as it was trained. It is complete."""

    def __init__(
        self, vocabulary: dict[str, int], embedding_size: int = 24, hidden_size: int = 32
    ) -> None:
        super().__init__()
        self.vocabulary = vocabulary  # word -> its row of the embedding; "<pad>" 0, "<unk>" 1
        self.embedding = nn.Embedding(len(vocabulary), embedding_size, padding_idx=0)
        self.dropout = nn.Dropout(0.2)
        self.rnn = nn.RNN(embedding_size, hidden_size, batch_first=True)
        self.linear = nn.Linear(hidden_size, 2)

    def forward(self, words: Tensor, lengths: Tensor) -> Tensor:
        """Return logits (batch, 2) for the words' numbers (batch, max_len), padded with 0."""
        embedded = self.dropout(self.embedding(words))
        packed = pack_padded_sequence(embedded, lengths, batch_first=True, enforce_sorted=False)
        _, h_n = self.rnn(packed)
        logits: Tensor = self.linear(h_n[-1])
        return logits


def load_model() -> SentimentRNN:
    """Return the trained model."""
    vocabulary, weights = data.sentiment_model()
    model = SentimentRNN(vocabulary)
    model.load_state_dict(weights)
    return model


class Method(StrEnum):
    PCA = "pca"
    TSNE = "tsne"


class Projector(Protocol):
    def fit_transform(self, X: Array) -> Array: ...


@dataclass(slots=True)
class StateReader:
    """Reads hidden states out of a model; keeps its mode."""

    model: SentimentRNN
    _was_training: bool = field(init=False, default=False)

    def __enter__(self) -> StateReader:
        self._was_training = self.model.training
        self.model.eval()
        return self

    def __exit__(self, *_: object) -> None:
        self.model.train(self._was_training)

    def encode(self, sentence: Sequence[str]) -> Tensor:
        vocabulary = self.model.vocabulary
        return torch.tensor([vocabulary.get(word, vocabulary[UNKNOWN]) for word in sentence])

    def read(self, sentences: Sequence[Sequence[str]]) -> Iterator[Array]:
        with torch.no_grad():
            for sentence in sentences:
                output, _ = self.model.rnn(self.model.embedding(self.encode(sentence))[None])
                yield output[0].numpy()


def hidden_states(model: SentimentRNN, sentences: list[list[str]]) -> list[np.ndarray]:
    with StateReader(model) as reader:
        return list(reader.read(sentences))


def _pca(n: int, seed: int) -> Projector:
    return PCA(n_components=2, whiten=False, random_state=seed)


def _tsne(n: int, seed: int) -> Projector:
    return TSNE(n_components=2, perplexity=min(30.0, 0.5 * (n - 1)), learning_rate=100.0, random_state=seed)


_FACTORIES: Final[dict[Method, Callable[[int, int], Projector]]] = {Method.PCA: _pca, Method.TSNE: _tsne}


def project(states: list[np.ndarray], method: str = "pca", seed: int = 0) -> np.ndarray:
    stacked = np.concatenate(states, axis=0)
    projector = _FACTORIES[Method(method)](len(stacked), seed)
    return projector.fit_transform(stacked)


@dataclass(frozen=True)
class StatePlot:
    points: Array
    sentiment: npt.NDArray[np.integer]
    position: npt.NDArray[np.integer]

    NAMES = ("negative", "positive")
    COLOURS = ("#8c2d04", "#4292c6")
    MAP = LinearSegmentedColormap.from_list("sand to sea", ["#e9c46a", "#2a9d8f", "#14213d"])

    def draw(self) -> Figure:
        figure = plt.figure(figsize=(12, 5.2), layout="constrained")
        left, right = figure.subfigures(1, 2)
        self._by_sentiment(left.subplots())
        mappable = self._by_position(ax := right.subplots())
        right.colorbar(mappable, ax=ax, shrink=0.8, label="position in sentence")
        for part in (left, right):
            part.supxlabel("coordinate 1")
            part.supylabel("coordinate 2")
        return figure

    def _by_sentiment(self, ax: Axes) -> None:
        for value, (name, colour) in enumerate(zip(self.NAMES, self.COLOURS, strict=True)):
            mask = self.sentiment == value
            ax.scatter(*self.points[mask].T, s=16, color=colour, label=name)
        ax.legend(title="sentiment of the sentence", loc="upper right")
        ax.set_title("States by sentiment")

    def _by_position(self, ax: Axes):
        ax.set_title("States by position")
        return ax.scatter(*self.points.T, s=16, c=self.position, cmap=self.MAP)


def plot(points: np.ndarray, sentiment: np.ndarray, position: np.ndarray) -> Figure | list[Figure]:
    return StatePlot(points, sentiment, position).draw()


OBSERVATIONS: str = """
Position first. Sand-coloured points (the first words) occupy a small area which the later, bluish ones avoid, so
the state knows that it is at a beginning. From about the fourth word on position alone explains little. Sentiment
second. Brown and blue are indistinguishable among the sand-coloured points, partially separated for middle positions
and well separated for the last words of sentences. The separation follows words that carry an opinion, it does
not follow time as such: in longer sentences, whose opinion comes late, the mixture lasts longer. Negation third:
"not" takes the state to an intermediate region; the same adjective afterwards ends on opposite sides with and
without it. Contrast: the sentence parts before "but" leave only a faint trace. PCA against t-SNE: PCA shows the
geometry that a linear layer can use, whereas t-SNE shows which states are nearly equal.
"""


if __name__ == "__main__":
    pairs = data.sentiment("test")[:60]
    states = hidden_states(load_model(), [words for words, _ in pairs])
    sentiment = np.array([label for words, label in pairs for _ in words])
    position = np.concatenate([np.arange(len(words)) for words, _ in pairs])
    for method in Method:
        plot(project(states, method), sentiment, position)
    plt.show()
