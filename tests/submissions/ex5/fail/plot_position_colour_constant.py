# fails: by_position
# diagnosis: colours_constant
# Position view: c is the constant len(position), the colour bar means nothing.
"""My solution. Everything in torch, word by word."""

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.manifold import TSNE
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence
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
        """Return logits (batch, 2) for the words' numbers (batch, max_len), padded with 0."""
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


def lookup(vocabulary, word):
    try:
        return vocabulary[word]
    except KeyError:
        return vocabulary[UNKNOWN]


def hidden_states(model, sentences):
    """Feed the words one at a time and keep every output."""
    model = model.eval()
    everything = []
    for sentence in sentences:
        state = None
        outputs = []
        for word in sentence:
            index = torch.LongTensor([[lookup(model.vocabulary, word)]])
            with torch.no_grad():
                output, state = model.rnn(model.embedding(index), state)
            outputs.append(output[0, 0])
        everything.append(torch.stack(outputs))
    return everything


def project(states, method="pca", seed=0):
    x = torch.cat([torch.as_tensor(s) for s in states]).double()
    if method == "pca":
        x = x - x.mean(dim=0)
        u, s, vh = torch.linalg.svd(x, full_matrices=False)
        return (u[:, :2] * s[:2]).numpy()
    elif method == "tsne":
        count = x.shape[0]
        perplexity = 30
        if count <= 91:
            perplexity = (count - 1) / 3
        model = TSNE(n_components=2, perplexity=perplexity, random_state=seed, init="pca")
        return model.fit_transform(x.numpy())
    else:
        raise ValueError("method must be pca or tsne")


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
    sc = ax.scatter(points[:, 0], points[:, 1], c=[len(position)] * len(position), cmap="plasma", alpha=0.9)
    ax.set(xlabel="component 1", ylabel="component 2", title="Position")
    cb = fig2.colorbar(sc)
    cb.set_label("word position")
    return [fig1, fig2]


OBSERVATIONS = """
First I expected two clean clusters and did not get them. Since every word has a point, and most words are
neutral, the majority of the points cannot be told apart. When only adjectives and the words after them are
considered the separation is very visible along component one. Component two follows the position at
least for the first four or five words; afterwards the position is no longer readable, as if the network
did not count. Negation moves a point sideways and not immediately towards the negative end, hence the
network seems to store "a negation is active" as a separate feature. The t-SNE picture agrees: there is an
island of states after "not" and "never". The word "but" resets much of what was there before.
"""


if __name__ == "__main__":
    # Try it here: rnngrade does not run this block.
    pairs = data.sentiment("test")[:60]
    sentences = [words for words, _ in pairs]
    states = hidden_states(load_model(), sentences)
    sentiment = np.array([label for words, label in pairs for _ in words])
    position = np.array([place for words in sentences for place in range(len(words))])
    for method in ("pca", "tsne"):
        plot(project(states, method), sentiment, position)
    plt.show()
