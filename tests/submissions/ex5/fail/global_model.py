# fails: states
# diagnosis: another_model
# Uses a global model, loaded once, instead of the argument.
"""My solution. Everything in torch, word by word."""

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
import torch
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


def lookup(vocabulary, word):
    try:
        return vocabulary[word]
    except KeyError:
        return vocabulary[UNKNOWN]


NET = load_model().eval()


def hidden_states(model, sentences):
    """Feed the words one at a time and keep every output."""
    everything = []
    for sentence in sentences:
        state = None
        outputs = []
        for word in sentence:
            index = torch.LongTensor([[lookup(NET.vocabulary, word)]])
            with torch.no_grad():
                output, state = NET.rnn(NET.embedding(index), state)
            outputs.append(output[0, 0])
        everything.append(torch.stack(outputs))
    return everything


def pca(matrix: np.ndarray) -> np.ndarray:
    """The first two principal components, from the eigenvectors of the covariance."""
    centred = matrix - matrix.mean(axis=0, keepdims=True)
    covariance = np.cov(centred, rowvar=False)
    values, vectors = np.linalg.eigh(covariance)
    order = np.argsort(values)[::-1]
    return centred @ vectors[:, order[:2]]


def tsne(matrix: np.ndarray, seed: int) -> np.ndarray:
    perplexity = min(30, max(1, (len(matrix) - 1) // 3))
    return TSNE(perplexity=perplexity, random_state=seed, init="random").fit_transform(matrix)


def project(states: list[np.ndarray], method: str = "pca", seed: int = 0) -> np.ndarray:
    matrix = np.concatenate([np.array(s, dtype=np.float64) for s in states])
    if method == "pca":
        return pca(matrix)
    if method == "tsne":
        return tsne(matrix, seed)
    raise ValueError(method)


def plot(points, sentiment, position):
    fig, axes = plt.subplots(1, 2, figsize=(13, 5))
    names = ["positive" if s == 1 else "negative" for s in sentiment]
    palette = {"negative": "orangered", "positive": "steelblue"}
    sns.scatterplot(
        x=points[:, 0], y=points[:, 1], hue=names, hue_order=["negative", "positive"], palette=palette, ax=axes[0], s=20
    )
    axes[0].legend(title="sentiment")
    sc = axes[1].scatter(points[:, 0], points[:, 1], c=position, cmap="magma", s=20)
    plt.colorbar(sc, ax=axes[1], label="position of the word")
    for ax, title in zip(axes, ["sentiment", "position"]):
        ax.set_title(title)
        ax.set_xlabel("x1")
        ax.set_ylabel("x2")
    plt.tight_layout()
    return fig


OBSERVATIONS = """
In the PCA picture the first words of all sentences lie close together in the middle, because one word
is not enough to tell the network anything, and because they all start from the same zero state. From
the third or fourth word on the cloud opens like a fan, with positive sentences on one side and negative
ones on the other. A strong adjective such as "superb" pushes the state far to the positive side at
once. After "not" the state jumps into a region of its own, and the adjective that follows then lands
on the opposite side. With t-SNE I see many small islands instead, most of which share their last word,
so distances between islands mean little. After "but" the earlier half is mostly forgotten.
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
