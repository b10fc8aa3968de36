# Functional style (accumulate over words); digits as markers besides colours, plus and minus for the sentiment, Figure() with layout="tight", legends outside.
from functools import partial
from itertools import accumulate, chain

import numpy as np
import torch
from matplotlib import colormaps
from matplotlib.figure import Figure
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

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


def step(weights, h, x):
    """One step of the recurrence. weights: as in nn.RNN."""
    w_ih, w_hh, b_ih, b_hh = weights
    return torch.tanh(w_ih @ x + b_ih + w_hh @ h + b_hh)


def hidden_states(model, sentences):
    weights = [w.detach() for w in model.rnn.parameters()]
    table = model.embedding.weight.detach()
    row = lambda word: table[model.vocabulary.get(word, model.vocabulary[UNKNOWN])]
    zero = torch.zeros(model.rnn.hidden_size)
    walk = lambda words: list(accumulate(map(row, words), partial(step, weights), initial=zero))[1:]
    return [torch.stack(walk(words)).numpy() for words in sentences]


def project(states, method="pca", seed=0):
    x = np.array(list(chain.from_iterable(states)))
    methods = {
        "pca": lambda: PCA(2, svd_solver="covariance_eigh").fit_transform(x),
        "tsne": lambda: TSNE(
            2, perplexity=min(35, len(x) ** 0.5), init="pca", random_state=seed, angle=0.3
        ).fit_transform(x),
    }
    return methods[method]()


def plot(points, sentiment, position):
    figure = Figure(figsize=(13, 5.5), layout="tight")
    axes = figure.subplots(1, 2)
    colour = colormaps["gnuplot"].resampled(int(position.max()) + 2)

    for value, glyph, name in ((0, "$-$", "negative"), (1, "$+$", "positive")):
        xy = points[sentiment == value]
        axes[0].scatter(xy[:, 0], xy[:, 1], marker=glyph, color=("purple", "green")[value], s=45, label=name)
    axes[0].legend(loc="upper left", bbox_to_anchor=(0, -0.12), ncol=2)

    for p in range(int(position.max()) + 1):
        xy = points[position == p]
        axes[1].scatter(xy[:, 0], xy[:, 1], marker=f"${p}$", color=colour(p), s=45, linewidth=0.3, label=f"word {p}")
    columns = 1 + int(position.max()) // 16
    axes[1].legend(loc="upper left", bbox_to_anchor=(1, 1), ncol=columns, fontsize="small")

    for ax in axes:
        ax.set_xlabel("horizontal coordinate of the projection")
        ax.set_ylabel("vertical coordinate of the projection")
        ax.margins(0.07)
    return figure


OBSERVATIONS = """
With digits as markers I can read the order from the figure. All the zeros are in two places, one for "the" and one
for "although". The ones are nouns, they form a row next to the zeros; the twos are "was" and "is" and lie almost on
a single place. From three upwards the digits are spread widely. The plus and minus signs are evenly mixed among 0, 1
and 2. At 3 to 5 they start to divide, since there the adjectives come; for sentences with "very" or "not" this is one
word later. Digits above 7 belong to sentences with two clauses, and they repeat the shape of the first clause in
a shifted place, as if the network started anew but remembered that something was said. A minus in the region of
pluses is generally the first clause of a sentence with "but". For t-SNE the same digits are often neighbours, much
more than the same signs. So position and word are what the states have in common, sentiment is a smaller part.
"""
