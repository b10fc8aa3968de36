# H_n of every prefix of a sentence, one run for each; one loop per position with legend of positions by labels.
import numpy as np
import torch
from matplotlib import cm
from matplotlib import pyplot as plt
from sklearn.decomposition import TruncatedSVD
from sklearn.manifold import TSNE
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

from rnngrade import data

PADDING, UNKNOWN = "<pad>", "<unk>"


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


def encode(model, words):
    return torch.tensor([[model.vocabulary.get(w, model.vocabulary[UNKNOWN]) for w in words]])


def hidden_states(model, sentences):
    """The state after word t is the last state of the sentence that stops after word t."""
    model.eval()
    cache = {}  # many sentences begin alike
    result = []
    with torch.no_grad():
        for words in sentences:
            for t in range(1, len(words) + 1):
                prefix = tuple(words[:t])
                if prefix not in cache:
                    _, h_n = model.rnn(model.embedding(encode(model, prefix)))
                    cache[prefix] = h_n[-1, 0].numpy()
            result.append(np.stack([cache[tuple(words[:t])] for t in range(1, len(words) + 1)]))
    return result


def project(states, method="pca", seed=0):
    x = np.concatenate(states)
    x = x - x.mean(axis=0)
    if method == "pca":
        # TruncatedSVD of centred data is PCA
        return TruncatedSVD(2, algorithm="arpack").fit_transform(x.astype(np.float64))
    unique, inverse = np.unique(x.round(6), axis=0, return_inverse=True)
    if len(unique) < 5:
        unique, inverse = x, np.arange(len(x))
    y = TSNE(perplexity=min(30, (len(unique) - 1) / 2), random_state=seed, learning_rate="auto").fit_transform(unique)
    return y[inverse.ravel()]


def plot(points, sentiment, position):
    fig, axs = plt.subplots(1, 2, figsize=(12, 5), layout="constrained")
    ax = axs[0]
    for value in (1, 0):
        ax.scatter(points[sentiment == value, 0], points[sentiment == value, 1], s=18, alpha=0.7,
                   c=["#d95f02", "#1b9e77"][value], label=["negative sentence", "positive sentence"][value])
    ax.legend()
    ax = axs[1]
    last = max(int(position.max()), 1)
    for p in np.unique(position):
        rows = np.flatnonzero(position == p)
        ax.plot(points[rows, 0], points[rows, 1], "o", ms=4, color=cm.viridis(int(p) / last), label=f"{int(p)}")
    ax.legend(title="position", loc="center left", bbox_to_anchor=(1.01, 0.5), ncol=1 + last // 15)
    for ax, title in zip(axs, ("Sentiment", "Position")):
        ax.set_title(title)
        ax.set_xlabel("$z_1$")
        ax.set_ylabel("$z_2$")
    return fig


OBSERVATIONS = """
Since many sentences begin alike, the number of different states is much smaller than the number of dots. This
explains why position 0 seems to have only a few dots. I see a trunk (positions 0, 1, 2) and then branches. The
trunk has both colours, branches have mostly one of them. The branch point is the adjective for simple sentences,
but for sentences with "although ... ," the first adjective leads into a branch and the second one leads out of
it again, and then the colour at that place disagrees with the neighbours, because the colour is that of the
whole sentence. Degree words ("very", "quite") keep the dot near its predecessor. For negation, the dot travels
away from the trunk at once, before anything good or bad has been said. In the t-SNE figure there are clusters of
equal words, the largest ones belong to frequent words such as "the" and "was".
"""

if __name__ == "__main__":
    pairs = data.sentiment("test")[:60]
    states = hidden_states(load_model(), [w for w, _ in pairs])
    sentiment = np.array([label for words, label in pairs for _ in words])
    position = np.concatenate([np.arange(len(s)) for s in states])
    plot(project(states), sentiment, position)
    plot(project(states, "tsne"), sentiment, position)
    plt.show()
