# fails: states
# diagnosis: only_final
# Returns h_n, the final state of each sentence only, (1, hidden).
"""Hidden states of the sentiment RNN (packed sequences, own PCA, object-oriented figure)."""

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
import torch
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
    model.eval()
    lengths = torch.tensor([len(words) for words in sentences])
    numbers = torch.zeros(len(sentences), int(lengths.max()), dtype=torch.long)
    for row, words in enumerate(sentences):
        for column, word in enumerate(words):
            numbers[row, column] = model.vocabulary.get(word, model.vocabulary[UNKNOWN])
    with torch.inference_mode():
        packed = pack_padded_sequence(
            model.embedding(numbers), lengths, batch_first=True, enforce_sorted=False
        )
        _, h_n = model.rnn(packed)
    return [h_n[-1, row : row + 1].numpy() for row in range(len(sentences))]


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


def plot(points, sentiment, position):
    fig, axes = plt.subplots(1, 2, figsize=(13, 5))
    names = ["positive" if s == 1 else "negative" for s in sentiment]
    palette = {"negative": "orangered", "positive": "steelblue"}
    sns.scatterplot(
        x=points[:, 0], y=points[:, 1], hue=names, hue_order=["negative", "positive"], palette=palette, ax=axes[0], s=20
    )
    axes[0].legend(title="sentiment")
    sc = axes[1].scatter(points[:, 0], points[:, 1], c=position, cmap="magma", s=20)
    plt.colorbar(sc, ax=axes[1], label="position of the word")
    for ax, title in zip(axes, ["sentiment", "position"]):
        ax.set_title(title)
        ax.set_xlabel("x1")
        ax.set_ylabel("x2")
    plt.tight_layout()
    return fig


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
