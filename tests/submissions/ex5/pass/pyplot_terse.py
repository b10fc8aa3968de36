import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pack_sequence, unpack_sequence
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


def hidden_states(model, sentences):
    model.eval()
    unk = model.vocabulary[UNKNOWN]
    embedded = [model.embedding(torch.tensor([model.vocabulary.get(w, unk) for w in s])).detach() for s in sentences]
    with torch.no_grad():
        out, _ = model.rnn(pack_sequence(embedded, enforce_sorted=False))
    return [o.numpy() for o in unpack_sequence(out)]


def project(states, method="pca", seed=0):
    flat = np.array([row for s in states for row in np.asarray(s)])
    if method == "pca":
        p = PCA(random_state=seed)
        return p.fit_transform(flat)[:, :2]
    else:
        p = min(20, len(flat) / 3.5)
        return TSNE(perplexity=p, random_state=seed, max_iter=750).fit_transform(flat)


def plot(points, sentiment, position):
    fig = plt.figure(figsize=(14, 6))
    plt.subplot(121)
    for c, s in enumerate(["negative", "positive"]):
        m = np.asarray(sentiment) == c
        plt.plot(points[m, 0], points[m, 1], ".", color=["C3", "C0"][c], label=s)
    plt.xlabel("z1"); plt.ylabel("z2"); plt.legend()
    plt.subplot(122)
    plt.scatter(points[:, 0], points[:, 1], 12, position, cmap="coolwarm")
    plt.xlabel("z1"); plt.ylabel("z2"); plt.colorbar(label="position")
    plt.tight_layout()
    return fig


OBSERVATIONS = """
First I expected two clean clusters and did not get them. Since every word has a point, and most words are
neutral, the majority of the points cannot be told apart. When only adjectives and the words after them are
considered the separation is very visible along component one. Component two follows the position at
least for the first four or five words; afterwards the position is no longer readable, as if the network
did not count. Negation moves a point sideways and not immediately towards the negative end, hence the
network seems to store "a negation is active" as a separate feature. The t-SNE picture agrees: there is an
island of states after "not" and "never". The word "but" resets much of what was there before.
"""
