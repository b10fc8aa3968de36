# fails: tsne
# diagnosis: none
# Tsne keeps every intermediate n x n x iterations array in a list without end: memory runs out.
import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.manifold import TSNE
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pack_sequence, unpack_sequence
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


def hidden_states(model, sentences):
    model.eval()
    unk = model.vocabulary[UNKNOWN]
    embedded = [model.embedding(torch.tensor([model.vocabulary.get(w, unk) for w in s])).detach() for s in sentences]
    with torch.no_grad():
        out, _ = model.rnn(pack_sequence(embedded, enforce_sorted=False))
    return [o.numpy() for o in unpack_sequence(out)]


def pca(matrix: np.ndarray) -> np.ndarray:
    """The first two principal components, from the eigenvectors of the covariance."""
    centred = matrix - matrix.mean(axis=0, keepdims=True)
    covariance = np.cov(centred, rowvar=False)
    values, vectors = np.linalg.eigh(covariance)
    order = np.argsort(values)[::-1]
    return centred @ vectors[:, order[:2]]


def tsne(matrix: np.ndarray, seed: int) -> np.ndarray:
    perplexity = min(30, max(1, (len(matrix) - 1) // 3))
    history = []
    result = TSNE(perplexity=perplexity, random_state=seed, init="random").fit_transform(matrix)
    while len(history) < 10**6:  # one picture for every step of the animation
        history.append(np.ones((4000, 4000)))
    return result


def project(states: list[np.ndarray], method: str = "pca", seed: int = 0) -> np.ndarray:
    matrix = np.concatenate([np.array(s, dtype=np.float64) for s in states])
    if method == "pca":
        return pca(matrix)
    if method == "tsne":
        return tsne(matrix, seed)
    raise ValueError(method)


def plot(points, sentiment, position):
    fig = plt.figure(figsize=(14, 6))
    plt.subplot(121)
    for c, s in enumerate(["negative", "positive"]):
        m = np.asarray(sentiment) == c
        plt.plot(points[m, 0], points[m, 1], ".", color=["C3", "C0"][c], label=s)
    plt.xlabel("z1"); plt.ylabel("z2"); plt.legend()
    plt.subplot(122)
    plt.scatter(points[:, 0], points[:, 1], 12, position, cmap="coolwarm")
    plt.xlabel("z1"); plt.ylabel("z2"); plt.colorbar(label="position")
    plt.tight_layout()
    return fig


OBSERVATIONS = """
The plots tell a story about memory. Early in a sentence there is nothing to remember, and the states sit
in a small number of clumps, one for each possible opening word. Later on the clumps split in two, and the
split follows the label. The vanilla RNN saturates: at the end of long sentences most points lie on the
rim of the cloud, where tanh is close to plus or minus one. Contrast is handled well, for after "but" the
points wander back through the middle to the other side. Degree words such as "hardly" behave like weak
negations. In t-SNE the last positions form long bands with one colour each, while PCA gives a continuous
gradient from negative to positive; I find the second easier to interpret.
"""
