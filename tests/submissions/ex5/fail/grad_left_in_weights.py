# fails: trace
# diagnosis: gradients_left
# Calls backward() for a 'saliency': .grad of the weights stays filled.
"""Exercise 5: the hidden states of a trained sentiment model, made visible."""

import numpy as np
import torch
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from sklearn import decomposition, manifold
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
    with torch.enable_grad():
        for words in sentences:
            numbers = [model.vocabulary.get(word, unknown) for word in words]
            embedded = model.embedding(torch.tensor([numbers]))
            output, _ = model.rnn(embedded)
            model.linear(output[:, -1]).max().backward()  # saliency of the words, for later
            result.append(output[0].detach().numpy())
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
I looked at sixty test sentences. Observation one: the colours of the two classes overlap completely for
positions 0 and 1 and separate only when an evaluative adjective has been read. Observation two: negation
acts like a switch. The state after "not" is nearly the same whatever came before, and "not good" ends up
near "dull", though not quite as far out. Observation three: unknown words hardly move the state, they
look like a short drift back to the origin. Observation four: PCA explains roughly half of the variance in
two components, so some overlap is an artefact of the flat picture. t-SNE shows clearer clusters, yet
those clusters correspond to the current word at least as much as to the class.
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
