# fails: by_sentiment
# diagnosis: sentiment_missing
# Sorts points and position by position, but not sentiment: labels out of step.
"""Exercise 5: the hidden states of a trained sentiment model, made visible."""

import numpy as np
import torch
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence
from rnngrade import data


PADDING, UNKNOWN = "<pad>", "<unk>"


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


def load_model() -> nn.Module:
    """Return the trained model. It is complete; train your own here, if you like."""
    vocabulary, weights = data.sentiment_model()
    model = SentimentRNN(vocabulary)
    model.load_state_dict(weights)
    return model


def hidden_states(model: nn.Module, sentences: list[list[str]]) -> list[np.ndarray]:
    """Return the hidden state after every word: for each sentence (length, hidden_size)."""
    model.eval()
    result = []
    unknown = model.vocabulary[UNKNOWN]
    with torch.no_grad():
        for words in sentences:
            numbers = [model.vocabulary.get(word, unknown) for word in words]
            embedded = model.embedding(torch.tensor([numbers]))
            output, _ = model.rnn(embedded)
            result.append(output[0].numpy())
    return result


def project(states: list[np.ndarray], method: str = "pca", seed: int = 0) -> np.ndarray:
    """Return all states, one sentence after the other, in two dimensions: (sum of lengths, 2)."""
    stacked = np.concatenate([np.asarray(state) for state in states], axis=0)
    if method == "pca":
        return PCA(n_components=2).fit_transform(stacked)
    if method == "tsne":
        perplexity = min(30.0, (len(stacked) - 1) / 3)
        tsne = TSNE(n_components=2, perplexity=perplexity, init="pca", random_state=seed)
        return tsne.fit_transform(stacked)
    raise ValueError(f"unknown method {method!r}")


COLOURS = {0: "#d95f02", 1: "#1b9e77"}
NAMES = {0: "negative", 1: "positive"}


def plot(points: np.ndarray, sentiment: np.ndarray, position: np.ndarray) -> Figure | list[Figure]:
    figure = Figure(figsize=(11, 4.5), layout="constrained")
    first = figure.add_subplot(1, 2, 1)
    second = figure.add_subplot(1, 2, 2)
    order = np.argsort(position, kind="stable")  # late words on top
    points, position = points[order], position[order]
    x, y = points[:, 0], points[:, 1]
    first.scatter(x, y, s=10, c=[COLOURS[int(s)] for s in sentiment])
    handles = [
        Line2D([], [], linestyle="", marker="o", color=COLOURS[key], label=NAMES[key]) for key in (0, 1)
    ]
    first.legend(handles=handles, title="sentiment")
    image = second.scatter(x, y, s=10, c=position, cmap="cividis")
    figure.colorbar(image, ax=second, label="position")
    for axes in (first, second):
        axes.set_xlabel("first coordinate")
        axes.set_ylabel("second coordinate")
    return figure


OBSERVATIONS = """
What struck me first: both projections sort the points by position before they sort them by sentiment.
Articles and nouns at the beginning form dense knots, since only few different words occur there, while
the later points are spread widely. In PCA the horizontal direction is more or less the sentiment of what
was read so far; the vertical one seems to separate words that await something (degree words, negation)
from words that finish a phrase. Sentences with "although" begin on the wrong side and cross over after
the comma, which one can follow nicely when the points of one sentence are joined by a line. t-SNE keeps
the local groups but tears these paths apart, so I would not read anything into its global arrangement.
"""


if __name__ == "__main__":
    # Try it here: rnngrade does not run this block.
    pairs = data.sentiment("test")[:60]
    sentences = [words for words, _ in pairs]
    states = hidden_states(load_model(), sentences)
    sentiment = np.array([label for words, label in pairs for _ in words])
    position = np.array([place for words in sentences for place in range(len(words))])
    for method in ("pca", "tsne"):
        plot(project(states, method), sentiment, position)
    plt.show()
