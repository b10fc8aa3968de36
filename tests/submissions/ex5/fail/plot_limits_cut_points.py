# fails: figure
# diagnosis: cut_off
# Fixed limits -1 … 1 in both views cut points off.
# ex5, batch version


import numpy as np
import torch
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from rnngrade import data


PADDING, UNKNOWN = "<pad>", "<unk>"


class SentimentRNN(nn.Module):
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


def load_model():
    vocab, state = data.sentiment_model()
    net = SentimentRNN(vocab)
    net.load_state_dict(state)
    net.eval()
    return net


def encode(model, words):
    vocab = model.vocabulary
    return torch.tensor([vocab[w] if w in vocab else vocab["<unk>"] for w in words], dtype=torch.long)


@torch.no_grad()
def hidden_states(model, sentences):
    was_training = model.training
    model.eval()
    ids = [encode(model, s) for s in sentences]
    batch = pad_sequence(ids, batch_first=True, padding_value=0)
    out, _ = model.rnn(model.dropout(model.embedding(batch)))
    model.train(was_training)
    return [out[i, : len(s)].numpy() for i, s in enumerate(sentences)]


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
    drawn = right.scatter(points[:, 0], points[:, 1], s=12, c=position, cmap="viridis")
    right.set_title("by position")
    right.set_xlabel("dimension 1")
    right.set_ylabel("dimension 2")
    figure.colorbar(drawn, ax=right, label="position in the sentence")
    for axes in (left, right):
        axes.set_xlim(-1, 1)
        axes.set_ylim(-1, 1)
    figure.tight_layout()
    return figure


OBSERVATIONS = """
First I expected two clean clusters and did not get them. Since every word has a point, and most words are
neutral, the majority of the points cannot be told apart. When only adjectives and the words after them are
considered the separation is very visible along component one. Component two follows the position at
least for the first four or five words; afterwards the position is no longer readable, as if the network
did not count. Negation moves a point sideways and not immediately towards the negative end, hence the
network seems to store "a negation is active" as a separate feature. The t-SNE picture agrees: there is an
island of states after "not" and "never". The word "but" resets much of what was there before.
"""
