# fails: by_sentiment
# diagnosis: colours_constant
# All points of the sentiment view have one colour (the legend shows two).
# Exercise 5
# uses seaborn for the figures


import numpy as np
import torch
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from sklearn import decomposition, manifold
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
    all_states = np.concatenate(list(map(np.asarray, states)))
    n = len(all_states)
    reducers = {
        "pca": lambda: decomposition.PCA(2, svd_solver="full"),
        "tsne": lambda: manifold.TSNE(
            2, perplexity=30 if n > 90 else max(1.0, n / 4), learning_rate="auto", init="pca", random_state=seed
        ),
    }
    return reducers[method]().fit_transform(all_states)


COLOURS = {0: "#d95f02", 1: "#1b9e77"}
NAMES = {0: "negative", 1: "positive"}


def plot(points: np.ndarray, sentiment: np.ndarray, position: np.ndarray) -> Figure | list[Figure]:
    figure = Figure(figsize=(11, 4.5), layout="constrained")
    first = figure.add_subplot(1, 2, 1)
    second = figure.add_subplot(1, 2, 2)
    x, y = points[:, 0], points[:, 1]
    first.scatter(x, y, s=10, c=COLOURS[1])
    handles = [
        Line2D([], [], linestyle="", marker="o", color=COLOURS[key], label=NAMES[key]) for key in (0, 1)
    ]
    first.legend(handles=handles, title="sentiment")
    image = second.scatter(x, y, s=10, c=position, cmap="cividis")
    figure.colorbar(image, ax=second, label="position")
    for axes in (first, second):
        axes.set_xlabel("first coordinate")
        axes.set_ylabel("second coordinate")
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
