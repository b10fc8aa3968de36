# fails: tsne
# diagnosis: not_repeatable
# T-SNE without random_state and with a random start.
# ex5, batch version


import numpy as np
import torch
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from sklearn.manifold import TSNE
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from rnngrade import data


PADDING, UNKNOWN = "<pad>", "<unk>"


class SentimentRNN(nn.Module):
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


def load_model():
    vocab, state = data.sentiment_model()
    net = SentimentRNN(vocab)
    net.load_state_dict(state)
    net.eval()
    return net


def encode(model, words):
    vocab = model.vocabulary
    return torch.tensor([vocab[w] if w in vocab else vocab["<unk>"] for w in words], dtype=torch.long)


@torch.no_grad()
def hidden_states(model, sentences):
    was_training = model.training
    model.eval()
    ids = [encode(model, s) for s in sentences]
    batch = pad_sequence(ids, batch_first=True, padding_value=0)
    out, _ = model.rnn(model.dropout(model.embedding(batch)))
    model.train(was_training)
    return [out[i, : len(s)].numpy() for i, s in enumerate(sentences)]


def pca(matrix: np.ndarray) -> np.ndarray:
    """The first two principal components, from the eigenvectors of the covariance."""
    centred = matrix - matrix.mean(axis=0, keepdims=True)
    covariance = np.cov(centred, rowvar=False)
    values, vectors = np.linalg.eigh(covariance)
    order = np.argsort(values)[::-1]
    return centred @ vectors[:, order[:2]]


def tsne(matrix: np.ndarray, seed: int) -> np.ndarray:
    perplexity = min(30, max(1, (len(matrix) - 1) // 3))
    return TSNE(perplexity=perplexity, init="random").fit_transform(matrix)


def project(states: list[np.ndarray], method: str = "pca", seed: int = 0) -> np.ndarray:
    matrix = np.concatenate([np.array(s, dtype=np.float64) for s in states])
    if method == "pca":
        return pca(matrix)
    if method == "tsne":
        return tsne(matrix, seed)
    raise ValueError(method)


def plot(points: np.ndarray, sentiment: np.ndarray, position: np.ndarray) -> Figure | list[Figure]:
    """Show the points (n, 2) twice: coloured by sentiment, and coloured by position."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 5))
    for label, name, colour in ((0, "negative", "tab:red"), (1, "positive", "tab:green")):
        chosen = sentiment == label
        left.scatter(points[chosen, 0], points[chosen, 1], s=12, color=colour, label=name)
    left.set_title("by sentiment")
    left.set_xlabel("dimension 1")
    left.set_ylabel("dimension 2")
    left.legend()
    drawn = right.scatter(points[:, 0], points[:, 1], s=12, c=position, cmap="viridis")
    right.set_title("by position")
    right.set_xlabel("dimension 1")
    right.set_ylabel("dimension 2")
    figure.colorbar(drawn, ax=right, label="position in the sentence")
    figure.tight_layout()
    return figure


OBSERVATIONS = """
The plots tell a story about memory. Early in a sentence there is nothing to remember, and the states sit
in a small number of clumps, one for each possible opening word. Later on the clumps split in two, and the
split follows the label. The vanilla RNN saturates: at the end of long sentences most points lie on the
rim of the cloud, where tanh is close to plus or minus one. Contrast is handled well, for after "but" the
points wander back through the middle to the other side. Degree words such as "hardly" behave like weak
negations. In t-SNE the last positions form long bands with one colour each, while PCA gives a continuous
gradient from negative to positive; I find the second easier to interpret.
"""
