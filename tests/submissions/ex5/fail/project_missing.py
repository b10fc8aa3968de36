# fails: loads
# diagnosis: none
# The function project is missing.
"""Exercise 5: the hidden states of a trained sentiment model, made visible."""

import numpy as np
import torch
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
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


def hidden_states(model: nn.Module, sentences: list[list[str]]) -> list[np.ndarray]:
    """Return the hidden state after every word: for each sentence (length, hidden_size)."""
    model.eval()
    result = []
    unknown = model.vocabulary[UNKNOWN]
    with torch.no_grad():
        for words in sentences:
            numbers = [model.vocabulary.get(word, unknown) for word in words]
            embedded = model.embedding(torch.tensor([numbers]))
            output, _ = model.rnn(embedded)
            result.append(output[0].numpy())
    return result


COLOURS = {0: "#d95f02", 1: "#1b9e77"}
NAMES = {0: "negative", 1: "positive"}


def plot(points: np.ndarray, sentiment: np.ndarray, position: np.ndarray) -> Figure | list[Figure]:
    figure = Figure(figsize=(11, 4.5), layout="constrained")
    first = figure.add_subplot(1, 2, 1)
    second = figure.add_subplot(1, 2, 2)
    x, y = points[:, 0], points[:, 1]
    first.scatter(x, y, s=10, c=[COLOURS[int(s)] for s in sentiment])
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
The plots tell a story about memory. Early in a sentence there is nothing to remember, and the states sit
in a small number of clumps, one for each possible opening word. Later on the clumps split in two, and the
split follows the label. The vanilla RNN saturates: at the end of long sentences most points lie on the
rim of the cloud, where tanh is close to plus or minus one. Contrast is handled well, for after "but" the
points wander back through the middle to the other side. Degree words such as "hardly" behave like weak
negations. In t-SNE the last positions form long bands with one colour each, while PCA gives a continuous
gradient from negative to positive; I find the second easier to interpret.
"""
