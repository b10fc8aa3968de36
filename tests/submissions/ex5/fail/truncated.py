# fails: states
# diagnosis: cut_short
# Cuts sentences after 8 words.
# ex5, batch version


import matplotlib.pyplot as plt
import numpy as np
import torch
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
    sentences = [s[:8] for s in sentences]  # a fixed length makes it faster
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
In the PCA picture the first words of all sentences lie close together in the middle, because one word
is not enough to tell the network anything, and because they all start from the same zero state. From
the third or fourth word on the cloud opens like a fan, with positive sentences on one side and negative
ones on the other. A strong adjective such as "superb" pushes the state far to the positive side at
once. After "not" the state jumps into a region of its own, and the adjective that follows then lands
on the opposite side. With t-SNE I see many small islands instead, most of which share their last word,
so distances between islands mean little. After "but" the earlier half is mostly forgotten.
"""
