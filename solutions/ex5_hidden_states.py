"""Reference solution of exercise 5: hidden states by packed batches, PCA by SVD, and t-SNE."""

import numpy as np
import torch
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.manifold import TSNE
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pack_sequence, unpack_sequence

from rnngrade import data

PADDING, UNKNOWN = "<pad>", "<unk>"
SENTIMENTS = ("negative", "positive")
COLOURS = ("tab:red", "tab:blue")
PERPLEXITY = 30


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
    """Return the trained model. It is complete; train your own here, if you like."""
    vocabulary, weights = data.sentiment_model()
    model = SentimentRNN(vocabulary)
    model.load_state_dict(weights)
    return model


@torch.no_grad()
def hidden_states(model: SentimentRNN, sentences: list[list[str]]) -> list[np.ndarray]:
    """Return the hidden state after every word: for each sentence (length, hidden_size)."""
    model.eval()
    unknown = model.vocabulary[UNKNOWN]
    numbers = [torch.tensor([model.vocabulary.get(w, unknown) for w in s]) for s in sentences]
    # Packed, so that no state of any padding comes about.
    packed = pack_sequence([model.embedding(n) for n in numbers], enforce_sorted=False)
    states, _ = model.rnn(packed)
    return [array.numpy() for array in unpack_sequence(states)]


def project(states: list[np.ndarray], method: str = "pca", seed: int = 0) -> np.ndarray:
    """Return all states, one sentence after the other, in two dimensions: (sum of lengths, 2)."""
    x = np.concatenate(states)
    if method == "pca":
        return principal_components(x)
    perplexity = min(PERPLEXITY, (len(x) - 1) / 3)  # it must be less than the number of points
    tsne = TSNE(perplexity=perplexity, init="pca", random_state=seed)
    points: np.ndarray = tsne.fit_transform(x)
    return points


def principal_components(x: np.ndarray) -> np.ndarray:
    """Return the first two principal components (n, 2) of points (n, features)."""
    u, s, _ = np.linalg.svd(x - x.mean(axis=0), full_matrices=False)
    points: np.ndarray = u[:, :2] * s[:2]
    return points


def plot(points: np.ndarray, sentiment: np.ndarray, position: np.ndarray) -> Figure:
    """Show the points (n, 2) twice: coloured by sentiment, and coloured by position."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4.5), layout="constrained")
    for label, name in enumerate(SENTIMENTS):
        own = sentiment == label
        left.scatter(*points[own].T, s=14, alpha=0.7, color=COLOURS[label], label=name)
    left.legend(title="sentiment")
    shown = right.scatter(*points.T, s=14, c=position, cmap="viridis")
    figure.colorbar(shown, ax=right, label="position in the sentence")
    describe(left, "By the sentiment of the sentence")
    describe(right, "By position")
    return figure


def describe(axes: Axes, title: str) -> None:
    """Write what axes show."""
    axes.set(title=title, xlabel="first dimension", ylabel="second dimension")


OBSERVATIONS = """
PCA shows one cloud, in which the two sentiments overlap almost everywhere. That is no fault of the
network: most words of a sentence say nothing of its sentiment yet. Position is not an axis either.
The states after the first word lie in few places, since few words begin a sentence, and are a
little shorter than the others (a norm of 4.4 instead of 5.1); from the second word on early and
late positions are mixed, and nothing drifts.

t-SNE breaks the cloud into small groups. They belong to words: the neighbours of a state are often
states after the same word, such as "the", "was" or a comma, at any position and of either
sentiment. So a state says first which word was read last. The sentiments part only at the ends:
of the states after the last word, three of four neighbours have the same sentiment, while of all
states it is little more than half.

What the linear layer reads on the way explains the mixture. In "the film was not good" it wavers
at "not", and "good", which is positive elsewhere, makes it negative. After "although the cast was
superb" it is negative as well, for the network has learned that the main clause will contradict,
and at "but" it forgets and waits. A picture of two dimensions shows little of this; the read-out of
the full state tells the sentiment almost always, once the sentence is over.
"""


if __name__ == "__main__":
    pairs = data.sentiment("test")[:60]
    sentences = [words for words, _ in pairs]
    states = hidden_states(load_model(), sentences)
    sentiment = np.array([label for words, label in pairs for _ in words])
    position = np.array([place for words in sentences for place in range(len(words))])
    for method in ("pca", "tsne"):
        plot(project(states, method), sentiment, position)
    plt.show()
