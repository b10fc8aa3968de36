# Stub kept as it is; one packed batch, PCA by SVD, t-SNE from scikit-learn, plt.subplots.
"""Exercise 5: the hidden states of a trained sentiment model, made visible."""

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
import torch
from sklearn.manifold import TSNE
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

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


def load_model() -> SentimentRNN:
    """Return the trained model. It is complete; train your own here, if you like."""
    vocabulary, weights = data.sentiment_model()
    model = SentimentRNN(vocabulary)
    model.load_state_dict(weights)
    return model


@torch.no_grad()
def hidden_states(model: SentimentRNN, sentences: list[list[str]]) -> list[np.ndarray]:
    """Return the hidden state after every word: for each sentence (length, hidden_size)."""
    unknown = model.vocabulary[UNKNOWN]
    numbers = [
        torch.tensor([model.vocabulary.get(word, unknown) for word in words]) for words in sentences
    ]
    lengths = torch.tensor([len(words) for words in sentences])
    was_training = model.training
    model.eval()
    embedded = model.embedding(pad_sequence(numbers, batch_first=True))
    packed = pack_padded_sequence(embedded, lengths, batch_first=True, enforce_sorted=False)
    output, _ = model.rnn(packed)
    padded, _ = pad_packed_sequence(output, batch_first=True)
    model.train(was_training)
    return [row[:length].numpy() for row, length in zip(padded, lengths.tolist())]


def project(states: list[np.ndarray], method: str = "pca", seed: int = 0) -> np.ndarray:
    """Return all states, one sentence after the other, in two dimensions."""
    x = np.concatenate([np.asarray(s) for s in states])
    if method == "pca":
        centred = x - x.mean(axis=0)
        _, _, vt = np.linalg.svd(centred, full_matrices=False)
        return centred @ vt[:2].T
    if method == "tsne":
        tsne = TSNE(2, perplexity=min(30, (len(x) - 1) / 3), random_state=seed)
        return tsne.fit_transform(x)
    raise ValueError(f"unknown method {method!r}")


def plot(points: np.ndarray, sentiment: np.ndarray, position: np.ndarray) -> Figure | list[Figure]:
    """Show the points (n, 2) twice: coloured by sentiment, and coloured by position."""
    fig, (left, right) = plt.subplots(1, 2, figsize=(11, 5), layout="constrained")
    for value, name, colour in ((0, "negative", "tab:red"), (1, "positive", "tab:blue")):
        chosen = sentiment == value
        left.scatter(points[chosen, 0], points[chosen, 1], s=14, color=colour, label=name)
    left.legend(title="sentiment")
    left.set_title("by the sentiment of the sentence")
    mappable = right.scatter(points[:, 0], points[:, 1], s=14, c=position, cmap="viridis")
    fig.colorbar(mappable, ax=right, label="position in the sentence")
    right.set_title("by the position of the word")
    for ax in (left, right):
        ax.set_xlabel("component 1")
        ax.set_ylabel("component 2")
    return fig


OBSERVATIONS = """
In the PCA view the first words of all sentences sit almost on top of each other, because every sentence
starts with "the" or "although" and the state cannot know more yet. From the adjective on the cloud opens
into two arms: sentences which end well go to one side, the others to the other side. The states in between
are mixed, and this is natural, as the label belongs to the whole sentence while the state has only seen
its beginning. After "not" the points move to a region of their own, and the next adjective then sends them
to the arm opposite to its usual one. After "but" the state falls back towards the middle. t-SNE makes many
small islands, mostly one for each last word, so that it tells more about words than about the sentiment.
"""


if __name__ == "__main__":
    pairs = data.sentiment("test")[:60]
    sentences = [words for words, _ in pairs]
    states = hidden_states(load_model(), sentences)
    sentiment = np.array([label for words, label in pairs for _ in words])
    position = np.array([place for words in sentences for place in range(len(words))])
    for method in ("pca", "tsne"):
        plot(project(states, method), sentiment, position)
    plt.show()
