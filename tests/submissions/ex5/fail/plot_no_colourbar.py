# fails: by_position
# diagnosis: no_colour_bar
# Position view without colour bar or legend.
# Exercise 5
# uses seaborn for the figures


import numpy as np
import torch
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
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
        result[i] = out[k, : lengths[k], :].detach().cpu().numpy()
    return result


def project(states, method="pca", seed=0):
    flat = np.array([row for s in states for row in np.asarray(s)])
    if method == "pca":
        p = PCA(random_state=seed)
        return p.fit_transform(flat)[:, :2]
    else:
        p = min(20, len(flat) / 3.5)
        return TSNE(perplexity=p, random_state=seed, max_iter=750).fit_transform(flat)


def plot(points: np.ndarray, sentiment: np.ndarray, position: np.ndarray) -> Figure | list[Figure]:
    """Show the points (n, 2) twice: coloured by sentiment, and coloured by position."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 5))
    for label, name, colour in ((0, "negative", "tab:red"), (1, "positive", "tab:green")):
        chosen = sentiment == label
        left.scatter(points[chosen, 0], points[chosen, 1], s=12, color=colour, label=name)
    left.set_title("by sentiment")
    left.set_xlabel("dimension 1")
    left.set_ylabel("dimension 2")
    left.legend()
    right.scatter(points[:, 0], points[:, 1], s=12, c=position, cmap="viridis")
    right.set_title("by position")
    right.set_xlabel("dimension 1")
    right.set_ylabel("dimension 2")
    figure.tight_layout()
    return figure


OBSERVATIONS = """
My figure has two lobes in the PCA view, roughly one per sentiment, joined by a bridge of early positions.
The darker (early) points are on the bridge, the brighter ones are at the far ends of both lobes, so
confidence grows with the number of words. A few positive points lie deep inside the negative lobe: they
belong to sentences like "not bad at all", seen before the end, when the model still has to correct its
opinion. The sentiment label belongs to the entire sentence, so such points are no errors. With t-SNE the
lobes break into perhaps twenty clusters. Different seeds turn and mirror them, but the neighbours stay
together. Function words gather in clusters in which both colours are mixed evenly.
"""
