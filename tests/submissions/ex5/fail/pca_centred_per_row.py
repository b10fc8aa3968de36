# fails: pca
# diagnosis: centred_by_row
# Takes off the mean of each state (axis=1), not of each unit.
import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
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


def project(states, method="pca", seed=0):
    X = np.vstack([np.asarray(s) for s in states])
    if method == "pca":
        # principal components with the SVD
        Xc = X - X.mean(axis=1, keepdims=True)
        U, S, Vt = np.linalg.svd(Xc, full_matrices=False)
        return Xc @ Vt[:2].T
    n = X.shape[0]
    return TSNE(2, perplexity=max(1, min(30, n // 4)), random_state=seed).fit_transform(X)


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
The plots tell a story about memory. Early in a sentence there is nothing to remember, and the states sit
in a small number of clumps, one for each possible opening word. Later on the clumps split in two, and the
split follows the label. The vanilla RNN saturates: at the end of long sentences most points lie on the
rim of the cloud, where tanh is close to plus or minus one. Contrast is handled well, for after "but" the
points wander back through the middle to the other side. Degree words such as "hardly" behave like weak
negations. In t-SNE the last positions form long bands with one colour each, while PCA gives a continuous
gradient from negative to positive; I find the second easier to interpret.
"""
