# Zero padding cut off afterwards, eigh of the covariance, Figure() without pyplot, hand-made legend handles.
import numpy as np
import torch
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from sklearn.manifold import TSNE
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence

from rnngrade import data

PADDING, UNKNOWN = "<pad>", "<unk>"
SENTIMENT_COLOURS = np.array(["#b2182b", "#2166ac"])


class SentimentRNN(nn.Module):
    """The model, as it was trained. It is complete."""

    def __init__(
        self, vocabulary: dict[str, int], embedding_size: int = 24, hidden_size: int = 32
    ) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        self.embedding = nn.Embedding(len(vocabulary), embedding_size, padding_idx=0)
        self.dropout = nn.Dropout(0.2)
        self.rnn = nn.RNN(embedding_size, hidden_size, batch_first=True)
        self.linear = nn.Linear(hidden_size, 2)

    def forward(self, words: Tensor, lengths: Tensor) -> Tensor:
        embedded = self.dropout(self.embedding(words))
        packed = pack_padded_sequence(embedded, lengths, batch_first=True, enforce_sorted=False)
        _, h_n = self.rnn(packed)
        logits: Tensor = self.linear(h_n[-1])
        return logits


def load_model() -> SentimentRNN:
    vocabulary, weights = data.sentiment_model()
    model = SentimentRNN(vocabulary)
    model.load_state_dict(weights)
    return model


def hidden_states(model, sentences):
    """An RNN runs from left to right, so padding on the right cannot harm the states before it."""
    longest = max(len(words) for words in sentences)
    numbers = torch.full((len(sentences), longest), model.vocabulary[PADDING])
    for i, words in enumerate(sentences):
        for j, word in enumerate(words):
            numbers[i, j] = model.vocabulary.get(word, model.vocabulary[UNKNOWN])
    model.eval()
    with torch.inference_mode():
        output, _ = model.rnn(model.embedding(numbers))
    return [output[i, : len(words)].numpy().copy() for i, words in enumerate(sentences)]


def project(states, method="pca", seed=0):
    x = np.concatenate(states, axis=0)
    if method == "pca":
        x = x - x.mean(0, keepdims=True)
        covariance = x.T @ x / (len(x) - 1)
        _, vectors = np.linalg.eigh(covariance)  # eigenvalues ascend
        return x @ vectors[:, [-1, -2]]
    elif method == "tsne":
        return TSNE(
            n_components=2,
            init="random",
            method="exact" if len(x) < 100 else "barnes_hut",
            perplexity=max(1.0, min(20.0, len(x) / 4)),
            random_state=seed,
        ).fit_transform(x)
    raise ValueError(method)


def plot(points, sentiment, position):
    figure = Figure(figsize=(6, 10), constrained_layout=True)
    FigureCanvasAgg(figure)
    top = figure.add_subplot(2, 1, 1)
    bottom = figure.add_subplot(2, 1, 2)

    top.scatter(points[:, 0], points[:, 1], c=SENTIMENT_COLOURS[sentiment], s=20, linewidths=0)
    handles = [
        Line2D([], [], linestyle="", marker="o", color=colour, label=label)
        for colour, label in zip(SENTIMENT_COLOURS, ("negative (0)", "positive (1)"))
    ]
    top.legend(handles=handles, loc="best", framealpha=0.9)

    dots = bottom.scatter(points[:, 0], points[:, 1], c=position, cmap="plasma", s=20, linewidths=0)
    bar = figure.colorbar(dots, ax=bottom)
    bar.set_label("position of the word")

    for axes in (top, bottom):
        axes.set(xlabel="first dimension", ylabel="second dimension")
    top.set_title("Sentiment of the sentence")
    bottom.set_title("Position of the word")
    return figure


OBSERVATIONS = """
I looked at the first sixty test sentences. Position is the stronger of the two patterns at the start: the
points of positions zero to two lie together in a tight bundle whatever the sentence will say. The colours
of the sentiment cannot differ there, the sentences have not diverged yet. Somewhere around the fourth word,
mostly at the adjective, the bundle splits into a positive and a negative branch. "Hardly" and "not" have a
place of their own between the branches, and what follows lands on the other branch than without them.
For sentences with "although" the path visits one branch first and later crosses over to the other one, so
some points have the "wrong" colour, which is not an error of the network. In t-SNE neighbours are kept, the
branches become many islets, and the order of the positions is lost.
"""
