"""Exercise 5: the hidden states of a trained sentiment model, made visible.

Fill in the definitions, then run

    rnngrade check ex5
"""

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
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


def load_model() -> SentimentRNN:
    """Return the trained model. It is complete; train your own here, if you like."""
    vocabulary, weights = data.sentiment_model()
    model = SentimentRNN(vocabulary)
    model.load_state_dict(weights)
    return model


def hidden_states(model: SentimentRNN, sentences: list[list[str]]) -> list[np.ndarray]:
    """Return the hidden state after every word: for each sentence (length, hidden_size)."""
    # TODO: a word that is not in model.vocabulary counts as UNKNOWN.
    # TODO: no dropout, no gradients, and no states of the padding.
    raise NotImplementedError("hidden_states is still to be written")


def project(states: list[np.ndarray], method: str = "pca", seed: int = 0) -> np.ndarray:
    """Return all states, one sentence after the other, in two dimensions: (sum of lengths, 2).

    method "pca": the first two principal components, of states that were centred and not scaled.
    method "tsne": t-SNE; the same seed gives the same points.
    """
    raise NotImplementedError("project is still to be written")


def plot(points: np.ndarray, sentiment: np.ndarray, position: np.ndarray) -> Figure | list[Figure]:
    """Show the points (n, 2) twice: coloured by sentiment, and coloured by position.

    sentiment (n,): that of the sentence which a point belongs to, 0 (negative) or 1 (positive).
    position (n,): which word of its sentence a point belongs to, from 0.
    """
    raise NotImplementedError("plot is still to be written")


OBSERVATIONS = """
TODO: What patterns do you observe? At least 80 words. Where do the sentiments part, and after which
words? What does position do? How do PCA and t-SNE differ? What happens after "not", or "but"?
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
