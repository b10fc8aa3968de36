# Grey trajectories below the points (LineCollection), style context, class centroids as stars, BoundaryNorm for the positions.
import numpy as np
import torch
from matplotlib import pyplot as plt
from matplotlib.collections import LineCollection
from matplotlib.colors import BoundaryNorm
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence

from rnngrade import data

PADDING, UNKNOWN = "<pad>", "<unk>"


class SentimentRNN(nn.Module):
    """The model, as it was trained. It is complete."""

    def __init__(self, vocabulary, embedding_size=24, hidden_size=32):
        super().__init__()
        self.vocabulary = vocabulary
        self.embedding = nn.Embedding(len(vocabulary), embedding_size, padding_idx=0)
        self.dropout = nn.Dropout(0.2)
        self.rnn = nn.RNN(embedding_size, hidden_size, batch_first=True)
        self.linear = nn.Linear(hidden_size, 2)

    def forward(self, words, lengths):
        embedded = self.dropout(self.embedding(words))
        packed = pack_padded_sequence(embedded, lengths, batch_first=True, enforce_sorted=False)
        _, h_n = self.rnn(packed)
        return self.linear(h_n[-1])


def load_model():
    vocabulary, weights = data.sentiment_model()
    model = SentimentRNN(vocabulary)
    model.load_state_dict(weights)
    return model


def hidden_states(model, sentences):
    model.eval()
    ids = [torch.tensor([model.vocabulary.get(w, model.vocabulary[UNKNOWN]) for w in s]) for s in sentences]
    x = pad_sequence(ids, batch_first=True, padding_value=model.vocabulary[PADDING])
    with torch.no_grad():
        x = model.dropout(model.embedding(x))  # dropout does nothing in eval()
        h, _ = model.rnn(x)
    mask = torch.arange(x.shape[1])[None, :] < torch.tensor([len(s) for s in sentences])[:, None]
    return list(h[mask].split([len(s) for s in sentences]))


def project(states, method="pca", seed=0):
    x = torch.cat([torch.as_tensor(s) for s in states]).numpy()
    if method == "pca":
        return PCA(n_components=min(5, *x.shape)).fit(x).transform(x)[:, :2]
    if method == "tsne":
        return TSNE(perplexity=min(50, (len(x) - 1) / 4) if len(x) > 8 else 2, early_exaggeration=20,
                    learning_rate="auto", init="pca", random_state=seed).fit_transform(x)
    raise ValueError(method)


def trajectories(points, position):
    starts = np.flatnonzero(np.asarray(position) == 0)
    return [part for part in np.split(points, starts) if len(part) > 1]


def plot(points, sentiment, position):
    with plt.style.context("seaborn-v0_8-whitegrid"):
        fig, axs = plt.subplots(1, 2, figsize=(13, 5.6), constrained_layout=True)
        for ax in axs:
            ax.add_collection(LineCollection(trajectories(points, position), colors="0.8", linewidths=0.5, zorder=1))
            ax.set_xlabel("component 1 (arbitrary units)")
            ax.set_ylabel("component 2 (arbitrary units)")

        for value, name, colour, marker in [(0, "negative", "C3", "s"), (1, "positive", "C0", "o")]:
            these = points[sentiment == value]
            axs[0].scatter(these[:, 0], these[:, 1], c=colour, marker=marker, s=14, alpha=0.75, zorder=2, label=name)
            if len(these):
                axs[0].scatter(*these.mean(axis=0), c=colour, marker="*", s=260, edgecolors="black", zorder=3,
                               label=f"mean of {name}")
        axs[0].legend(frameon=True, loc="best")
        axs[0].set_title("Colour: sentiment of the whole sentence", loc="left")

        bounds = np.arange(-0.5, max(position) + 1.5)
        norm = BoundaryNorm(bounds, ncolors=256)
        if len(bounds) < 3:
            norm = None
        dots = axs[1].scatter(points[:, 0], points[:, 1], c=position, norm=norm, cmap="turbo", s=14, zorder=2)
        fig.colorbar(dots, ax=axs[1], ticks=np.arange(0, max(position) + 1, 1 + max(position) // 12),
                     label="position of the word")
        axs[1].set_title("Colour: position in the sentence", loc="left")
    return fig


OBSERVATIONS = """
I joined the states of each sentence with a thin grey line, for the way seems to matter more than the places. All
lines start in the same corner and make the same first two steps; then they run through a crowded middle in which
red squares and blue circles are mixed, and finally they end on one of two sides. The stars, the means of the two
classes, are surprisingly close to each other, because most states belong to undecided beginnings. Lines with "not"
make a hook: one step away and then a step to the side opposite to where the adjective would have led alone.
Lines with "but" run to one side, return and often finish on the other side; you can tell from them that the network
weighs the last clause most. In t-SNE the lines cross the whole figure back and forth between clusters of words,
so there the trajectories cannot be read, but the purity of clusters can.
"""


if __name__ == "__main__":
    pairs = data.sentiment("test")[:60]
    states = hidden_states(load_model(), [words for words, _ in pairs])
    sentiment = np.array([label for words, label in pairs for _ in words])
    position = np.concatenate([np.arange(len(words)) for words, _ in pairs])
    for method in ("pca", "tsne"):
        plot(project(states, method), sentiment, position)
    plt.show()
