# fails: states
# diagnosis: averaged
# Returns the mean of all states up to the word instead of the state.
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
    return [(o.cumsum(0) / torch.arange(1, len(o) + 1)[:, None]).numpy() for o in unpack_sequence(out)]


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
My figure has two lobes in the PCA view, roughly one per sentiment, joined by a bridge of early positions.
The darker (early) points are on the bridge, the brighter ones are at the far ends of both lobes, so
confidence grows with the number of words. A few positive points lie deep inside the negative lobe: they
belong to sentences like "not bad at all", seen before the end, when the model still has to correct its
opinion. The sentiment label belongs to the entire sentence, so such points are no errors. With t-SNE the
lobes break into perhaps twenty clusters. Different seeds turn and mirror them, but the neighbours stay
together. Function words gather in clusters in which both colours are mixed evenly.
"""
