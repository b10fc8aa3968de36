# fails: observations
# diagnosis: text_of_the_stub
# The stub's TODO text is still there, unchanged.
"""Exercise 5: the hidden states of a trained sentiment model, made visible."""

import numpy as np
import torch
from matplotlib import pyplot as plt
from matplotlib.colors import ListedColormap
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
    with torch.no_grad():
        for words in sentences:
            numbers = [model.vocabulary.get(word, unknown) for word in words]
            embedded = model.embedding(torch.tensor([numbers]))
            output, _ = model.rnn(embedded)
            result.append(output[0].numpy())
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


def decorate(ax, title):
    ax.set_title(title)
    ax.set_xlabel("projection, dimension 1")
    ax.set_ylabel("projection, dimension 2")
    ax.grid(alpha=0.3)


def plot(points, sentiment, position):
    fig, axs = plt.subplots(2, 1, figsize=(7, 11), constrained_layout=True)
    two = ListedColormap(["firebrick", "seagreen"])
    axs[0].scatter(*points.T, c=sentiment, cmap=two, vmin=0, vmax=1, s=14)
    handles = [
        plt.Line2D([0], [0], marker="o", ls="", color=two(0)),
        plt.Line2D([0], [0], marker="o", ls="", color=two(1)),
    ]
    axs[0].legend(handles, ["negative", "positive"], loc="upper right")
    decorate(axs[0], "Which sentiment?")
    s1 = axs[1].scatter(*points.T, c=position, cmap="YlGnBu_r", s=14)
    fig.colorbar(s1, ax=axs[1]).set_label("which word?")
    decorate(axs[1], "Which word of the sentence?")
    return fig


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
