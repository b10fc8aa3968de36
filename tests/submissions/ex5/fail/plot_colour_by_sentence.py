# fails: by_position
# diagnosis: coloured_by_sentence
# Position view: the colour is the index of the sentence.
import numpy as np
import torch
from matplotlib import pyplot as plt
from matplotlib.colors import ListedColormap
from sklearn.decomposition import PCA
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
    flat = np.array([row for s in states for row in np.asarray(s)])
    if method == "pca":
        p = PCA(random_state=seed)
        return p.fit_transform(flat)[:, :2]
    else:
        p = min(20, len(flat) / 3.5)
        return TSNE(perplexity=p, random_state=seed, max_iter=750).fit_transform(flat)


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
    s1 = axs[1].scatter(*points.T, c=np.cumsum(position == 0) - 1, cmap="YlGnBu_r", s=14)
    fig.colorbar(s1, ax=axs[1]).set_label("which word?")
    decorate(axs[1], "Which word of the sentence?")
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
