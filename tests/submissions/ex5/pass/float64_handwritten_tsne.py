# A float64 deep copy of the model, t-SNE written by hand in NumPy, colour bar in own axes with fixed layout.
import copy

import numpy as np
import torch
from matplotlib import pyplot as plt
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

from rnngrade import data

UNKNOWN = "<unk>"


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
    exact = copy.deepcopy(model).double().eval()
    states = []
    for sentence in sentences:
        ids = torch.LongTensor([exact.vocabulary.get(w, exact.vocabulary[UNKNOWN]) for w in sentence])
        output, _ = exact.rnn(exact.embedding(ids).unsqueeze(0))
        states.append(output.squeeze(0).detach().numpy())
    return states


# ---------------------------------------------------------------- t-SNE after van der Maaten & Hinton
def squared_distances(x):
    norms = (x**2).sum(1)
    return np.maximum(norms[:, None] + norms[None, :] - 2 * x @ x.T, 0)


def affinities(x, perplexity):
    n = len(x)
    d = squared_distances(x)
    d /= d.max() + 1e-12
    p = np.zeros((n, n))
    others = ~np.eye(n, dtype=bool)
    for i in range(n):
        low, high, beta = 0.0, np.inf, 1.0
        di = d[i, others[i]]
        for _ in range(60):
            e = np.exp(-beta * (di - di.min()))
            q = e / e.sum()
            entropy = -(q * np.log(q + 1e-300)).sum()
            if abs(entropy - np.log(perplexity)) < 1e-5:
                break
            if entropy > np.log(perplexity):
                low = beta
                beta = beta * 2 if high == np.inf else (beta + high) / 2
            else:
                high = beta
                beta = (beta + low) / 2
        p[i, others[i]] = q
    p = (p + p.T) / (2 * n)
    return np.maximum(p, 1e-12)


def tsne(x, perplexity, seed, steps=600):
    rng = np.random.default_rng(seed)
    n = len(x)
    p = affinities(x, perplexity)
    y = 1e-2 * rng.standard_normal((n, 2))
    velocity, gains = np.zeros_like(y), np.ones_like(y)
    rate = max(n / 12, 10)
    for step in range(steps):
        exaggeration = 8.0 if step < 150 else 1.0
        momentum = 0.5 if step < 150 else 0.8
        w = 1 / (1 + squared_distances(y))
        np.fill_diagonal(w, 0)
        q = np.maximum(w / w.sum(), 1e-12)
        f = (exaggeration * p - q) * w
        gradient = 4 * (f.sum(1)[:, None] * y - f @ y)
        same = np.sign(gradient) == np.sign(velocity)
        gains = np.maximum(np.where(same, gains * 0.8, gains + 0.2), 0.01)
        velocity = momentum * velocity - rate * gains * gradient
        y = y + velocity
        y = y - y.mean(0)
    return y


def project(states, method="pca", seed=0):
    x = np.concatenate(states).astype(float)
    x = x - x.mean(0)
    if method == "tsne":
        return tsne(x, perplexity=min(25.0, (len(x) - 1) / 3), seed=seed)
    u, s, _ = np.linalg.svd(x, full_matrices=False)
    return u[:, :2] * s[:2]


def plot(points, sentiment, position):
    fig = plt.figure(figsize=(11, 5))
    ax1 = fig.add_axes([0.07, 0.11, 0.39, 0.80])
    ax2 = fig.add_axes([0.53, 0.11, 0.39, 0.80])
    cax = fig.add_axes([0.935, 0.11, 0.012, 0.80])

    sc = ax1.scatter(points[:, 0], points[:, 1], c=sentiment, cmap="coolwarm_r", vmin=0, vmax=1, s=16)
    handles, labels = sc.legend_elements()
    ax1.legend(handles, ["negative", "positive"][: len(handles)] if len(handles) > 1 else labels)
    sc = ax2.scatter(points[:, 0], points[:, 1], c=position, cmap="Spectral", s=16)
    fig.colorbar(sc, cax=cax)
    cax.set_title("pos.", fontsize=9)
    for ax in (ax1, ax2):
        ax.set_xlabel("dimension 1")
        ax.set_ylabel("dimension 2")
    ax1.set_title("sentiment")
    ax2.set_title("position of the word")
    return fig


OBSERVATIONS = """
My t-SNE is self-made, therefore I compared it with PCA rather carefully. In PCA one sees a fan: the handle is
made of the first two or three words, whose states are equal for very many sentences (exactly equal, as the
network is deterministic), and the blades are positive and negative continuations. My t-SNE puts each of these
equal states into one tight knot; knots of the same word lie close together, for instance all "was" after
different nouns. The sentiment is mixed within the knots of articles, nouns and verbs, and it is pure in knots
of adjectives. Adjectives after "not" have knots separate from those without, which proves to me that the state
holds the negation and does not only store the last word. The word after "but" looks again like a beginning of
a sentence, only slightly shifted. Early positions are more compact in both projections.
"""
