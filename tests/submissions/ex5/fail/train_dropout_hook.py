# fails: states
# diagnosis: not_in_eval
# Reads the states with a forward hook on model.rnn while model(words, lengths) runs in train().
# Exercise 5
# uses seaborn for the figures


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

    def __init__(self, vocabulary, embedding_size=24, hidden_size=32):
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


def hidden_states(model, sentences):
    caught = {}

    def hook(module, inputs, output):
        caught["out"], caught["h"] = output

    handle = model.rnn.register_forward_hook(hook)
    states = []
    with torch.no_grad():
        for s in sentences:
            ids = torch.tensor([[model.vocabulary.get(w, model.vocabulary["<unk>"]) for w in s]])
            model(ids, torch.tensor([len(s)]))
            out, _ = pad_packed_sequence(caught["out"], batch_first=True)
            states.append(out[0].numpy())
    handle.remove()
    return states


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
First I expected two clean clusters and did not get them. Since every word has a point, and most words are
neutral, the majority of the points cannot be told apart. When only adjectives and the words after them are
considered the separation is very visible along component one. Component two follows the position at
least for the first four or five words; afterwards the position is no longer readable, as if the network
did not count. Negation moves a point sideways and not immediately towards the negative end, hence the
network seems to store "a negation is active" as a separate feature. The t-SNE picture agrees: there is an
island of states after "not" and "never". The word "but" resets much of what was there before.
"""
