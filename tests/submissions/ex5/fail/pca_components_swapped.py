# fails: pca
# diagnosis: components_swapped
# Eigh is ascending: vectors[:, -2:] gives the second component first.
"""Hidden states of the sentiment RNN (packed sequences, own PCA, object-oriented figure)."""

import matplotlib.pyplot as plt
import numpy as np
import torch
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


def pca(matrix: np.ndarray) -> np.ndarray:
    """The first two principal components, from the eigenvectors of the covariance."""
    centred = matrix - matrix.mean(axis=0, keepdims=True)
    covariance = np.cov(centred, rowvar=False)
    _, vectors = np.linalg.eigh(covariance)
    return centred @ vectors[:, -2:]


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
    # figure 1: sentiment
    fig1, ax = plt.subplots(figsize=(6, 5), layout="constrained")
    neg = sentiment == 0
    pos = sentiment == 1
    ax.scatter(points[neg, 0], points[neg, 1], c="crimson", marker="o", alpha=0.7, label="negative (0)")
    ax.scatter(points[pos, 0], points[pos, 1], c="royalblue", marker="o", alpha=0.7, label="positive (1)")
    ax.set(xlabel="component 1", ylabel="component 2", title="Sentiment")
    ax.legend(loc="best")
    # figure 2: position
    fig2, ax = plt.subplots(figsize=(6, 5), layout="constrained")
    sc = ax.scatter(points[:, 0], points[:, 1], c=position, cmap="plasma", alpha=0.9)
    ax.set(xlabel="component 1", ylabel="component 2", title="Position")
    cb = fig2.colorbar(sc)
    cb.set_label("word position")
    return [fig1, fig2]


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
