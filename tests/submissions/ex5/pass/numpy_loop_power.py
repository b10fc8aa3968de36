# Recurrence written by hand in NumPy, PCA by my own power iteration, every point drawn by its own plot call.
import numpy as np
import matplotlib
import matplotlib.pyplot as plt
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from sklearn.manifold import TSNE
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

from rnngrade import data


class SentimentRNN(nn.Module):
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
    # h_t = tanh(W x_t + b + U h_(t-1) + c), as in the lecture. No dropout here anyway.
    E = model.embedding.weight.detach().numpy()
    W = model.rnn.weight_ih_l0.detach().numpy()
    U = model.rnn.weight_hh_l0.detach().numpy()
    b = model.rnn.bias_ih_l0.detach().numpy() + model.rnn.bias_hh_l0.detach().numpy()
    result = []
    for words in sentences:
        h = np.zeros(len(U), dtype=np.float32)
        rows = []
        for word in words:
            if word in model.vocabulary:
                x = E[model.vocabulary[word]]
            else:
                x = E[model.vocabulary["<unk>"]]
            h = np.tanh(W @ x + U @ h + b)
            rows.append(h)
        result.append(np.array(rows))
    return result


def leading_eigenvector(C, rng):
    v = rng.normal(size=len(C))
    v /= np.linalg.norm(v)
    for _ in range(20000):
        w = C @ v
        w /= np.linalg.norm(w)
        if np.abs(w - v).max() < 1e-13:
            break
        v = w
    return w


def project(states, method="pca", seed=0):
    X = np.concatenate(states).astype(np.float64)
    if method == "pca":
        X = X - X.mean(axis=0)
        C = X.T @ X / len(X)
        rng = np.random.default_rng(seed)
        v1 = leading_eigenvector(C, rng)
        C2 = C - (v1 @ C @ v1) * np.outer(v1, v1)  # deflation
        v2 = leading_eigenvector(C2, rng)
        return np.stack([X @ v1, X @ v2], axis=1)
    if method == "tsne":
        n = len(X)
        return TSNE(perplexity=25 if n > 100 else max(1, n // 4), random_state=seed,
                    early_exaggeration=6, max_iter=750).fit_transform(X)
    raise ValueError("method must be pca or tsne")


def plot(points, sentiment, position):
    fig, axes = plt.subplots(ncols=2, figsize=(12, 5))
    names = {0: "negative", 1: "positive"}
    colours = {0: "crimson", 1: "seagreen"}
    norm = Normalize(vmin=min(position), vmax=max(position))
    cmap = matplotlib.colormaps["cividis"]
    seen = set()
    for (x, y), s, p in zip(points, sentiment, position):
        s = int(s)
        label = None if s in seen else names[s]
        seen.add(s)
        axes[0].plot(x, y, marker="o", ms=4, color=colours[s], label=label)
        axes[1].plot(x, y, marker="o", ms=4, color=cmap(norm(p)))
    axes[0].legend()
    fig.colorbar(ScalarMappable(norm, cmap), ax=axes[1], label="position")
    for ax in axes:
        ax.set_xlabel("projected dimension 1")
        ax.set_ylabel("projected dimension 2")
        ax.grid(alpha=0.3)
    return fig


OBSERVATIONS = """
My first surprise: before the decisive adjective there is nothing to see for the sentiment, red and green are
shuffled. The states at the beginning depend only on one or two words, so they coincide exactly for many
sentences, and sixty sentences make only a handful of visible dots at position 0. The decisive step is large:
an adjective moves the state by a multiple of what "the" or "was" moves it. Negation is visible as a turn. After
"not" the state waits in a zone from which "good" leads to the red side and "bad" leads to the green side.
In sentences with "but" the later half wins, and the last dots lie where a short sentence with the same
second half would end. t-SNE shows groups per word rather than a direction for sentiment; PCA's first axis is
close to sentiment for late positions, its second mixes position and kind of word.
"""
