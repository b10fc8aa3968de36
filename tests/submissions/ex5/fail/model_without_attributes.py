# fails: model
# diagnosis: none
# Own GRU with other attribute names (embed, gru, fc, word2idx): no vocabulary, embedding, rnn, linear.
"""My solution. Everything in torch, word by word."""

import numpy as np
import torch
from matplotlib import pyplot as plt
from matplotlib.colors import ListedColormap
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
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


class MyGRU(nn.Module):
    def __init__(self, word2idx):
        super().__init__()
        self.word2idx = word2idx
        self.embed = nn.Embedding(len(word2idx), 24, padding_idx=0)
        self.gru = nn.GRU(24, 32, batch_first=True)
        self.fc = nn.Linear(32, 2)

    def forward(self, words, lengths):
        packed = pack_padded_sequence(self.embed(words), lengths, batch_first=True, enforce_sorted=False)
        _, h = self.gru(packed)
        return self.fc(h[-1])


def load_model():
    """Train a GRU of my own."""
    torch.manual_seed(0)
    pairs = data.sentiment("train")
    word2idx = {PADDING: 0, UNKNOWN: 1}
    for words, _ in pairs:
        for word in words:
            word2idx.setdefault(word, len(word2idx))
    model = MyGRU(word2idx)
    optimiser = torch.optim.Adam(model.parameters(), lr=0.01)
    lengths = torch.tensor([len(words) for words, _ in pairs])
    numbers = torch.zeros(len(pairs), int(lengths.max()), dtype=torch.long)
    for row, (words, _) in enumerate(pairs):
        numbers[row, : len(words)] = torch.tensor([word2idx[word] for word in words])
    labels = torch.tensor([label for _, label in pairs])
    for _ in range(8):
        for batch in torch.randperm(len(pairs)).split(64):
            loss = nn.functional.cross_entropy(model(numbers[batch], lengths[batch]), labels[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return model.eval()


def lookup(vocabulary, word):
    try:
        return vocabulary[word]
    except KeyError:
        return vocabulary[UNKNOWN]


def hidden_states(model, sentences):
    """Feed the words one at a time and keep every output."""
    model = model.eval()
    everything = []
    for sentence in sentences:
        state = None
        outputs = []
        for word in sentence:
            index = torch.LongTensor([[lookup(model.vocabulary, word)]])
            with torch.no_grad():
                output, state = model.rnn(model.embedding(index), state)
            outputs.append(output[0, 0])
        everything.append(torch.stack(outputs))
    return everything


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
The plots tell a story about memory. Early in a sentence there is nothing to remember, and the states sit
in a small number of clumps, one for each possible opening word. Later on the clumps split in two, and the
split follows the label. The vanilla RNN saturates: at the end of long sentences most points lie on the
rim of the cloud, where tanh is close to plus or minus one. Contrast is handled well, for after "but" the
points wander back through the middle to the other side. Degree words such as "hardly" behave like weak
negations. In t-SNE the last positions form long bands with one colour each, while PCA gives a continuous
gradient from negative to positive; I find the second easier to interpret.
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
