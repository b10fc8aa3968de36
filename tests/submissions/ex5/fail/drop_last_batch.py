# fails: states
# diagnosis: none
# Works in batches of 32 and loses the last, incomplete batch.
"""Hidden states of the sentiment RNN (packed sequences, own PCA, object-oriented figure)."""

import numpy as np
import torch
from matplotlib import pyplot as plt
from matplotlib.colors import ListedColormap
from sklearn.manifold import TSNE
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
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
    model.eval()
    result = []
    for start in range(0, len(sentences) // 32 * 32, 32):
        result += states_of_batch(model, sentences[start : start + 32])
    return result


def states_of_batch(model: nn.Module, sentences: list[list[str]]) -> list[np.ndarray]:
    lengths = torch.tensor([len(words) for words in sentences])
    numbers = torch.zeros(len(sentences), int(lengths.max()), dtype=torch.long)
    for row, words in enumerate(sentences):
        for column, word in enumerate(words):
            numbers[row, column] = model.vocabulary.get(word, model.vocabulary[UNKNOWN])
    with torch.inference_mode():
        packed = pack_padded_sequence(
            model.embedding(numbers), lengths, batch_first=True, enforce_sorted=False
        )
        packed_output, _ = model.rnn(packed)
        output, _ = pad_packed_sequence(packed_output, batch_first=True)
    return [output[row, :length].numpy().copy() for row, length in enumerate(lengths.tolist())]


def project(states, method="pca", seed=0):
    X = np.vstack([np.asarray(s) for s in states])
    if method == "pca":
        # principal components with the SVD
        Xc = X - X.mean(axis=0)
        U, S, Vt = np.linalg.svd(Xc, full_matrices=False)
        return Xc @ Vt[:2].T
    n = X.shape[0]
    return TSNE(2, perplexity=max(1, min(30, n // 4)), random_state=seed).fit_transform(X)


def decorate(ax, title):
    ax.set_title(title)
    ax.set_xlabel("projection, dimension 1")
    ax.set_ylabel("projection, dimension 2")
    ax.grid(alpha=0.3)


def plot(points, sentiment, position):
    fig, axs = plt.subplots(2, 1, figsize=(7, 11), constrained_layout=True)
    two = ListedColormap(["firebrick", "seagreen"])
    axs[0].scatter(*points.T, c=sentiment, cmap=two, vmin=0, vmax=1, s=14)
    handles = [
        plt.Line2D([0], [0], marker="o", ls="", color=two(0)),
        plt.Line2D([0], [0], marker="o", ls="", color=two(1)),
    ]
    axs[0].legend(handles, ["negative", "positive"], loc="upper right")
    decorate(axs[0], "Which sentiment?")
    s1 = axs[1].scatter(*points.T, c=position, cmap="YlGnBu_r", s=14)
    fig.colorbar(s1, ax=axs[1]).set_label("which word?")
    decorate(axs[1], "Which word of the sentence?")
    return fig


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
