# fails: states
# diagnosis: lengths_out_of_step
# Restores the order of the rows but cuts them with the sorted lengths.
# Exercise 5
# uses seaborn for the figures


import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.decomposition import PCA
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
    model.eval()
    unk = model.vocabulary["<unk>"]
    # longest sentence first, as pack_padded_sequence wants them
    order = sorted(range(len(sentences)), key=lambda i: len(sentences[i]), reverse=True)
    lengths = [len(sentences[i]) for i in order]
    longest = lengths[0]
    rows = []
    for i in order:
        ids = [model.vocabulary.get(w, unk) for w in sentences[i]]
        rows.append(ids + [0] * (longest - len(ids)))
    x = torch.tensor(rows)
    with torch.no_grad():
        emb = model.dropout(model.embedding(x))
        out, _ = model.rnn(pack_padded_sequence(emb, lengths, batch_first=True))
        out, _ = pad_packed_sequence(out, batch_first=True)
    # back to the old order
    result = [None] * len(sentences)
    for k, i in enumerate(order):
        result[i] = out[k, : lengths[i], :].detach().cpu().numpy()
    return result


def project(states: list[np.ndarray], method: str = "pca", seed: int = 0) -> np.ndarray:
    """Return all states, one sentence after the other, in two dimensions: (sum of lengths, 2)."""
    stacked = np.concatenate([np.asarray(state) for state in states], axis=0)
    if method == "pca":
        return PCA(n_components=2).fit_transform(stacked)
    if method == "tsne":
        perplexity = min(30.0, (len(stacked) - 1) / 3)
        tsne = TSNE(n_components=2, perplexity=perplexity, init="pca", random_state=seed)
        return tsne.fit_transform(stacked)
    raise ValueError(f"unknown method {method!r}")


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
    sc = ax.scatter(points[:, 0], points[:, 1], c=position, cmap="plasma", alpha=0.9)
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
