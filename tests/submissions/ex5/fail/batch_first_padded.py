# fails: states
# diagnosis: batch_read_as_time
# Pads to (time, batch) but the RNN has batch_first=True: it runs across the sentences.
# ex5, batch version


import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
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
    ids = [encode(model, s) for s in sentences]
    batch = pad_sequence(ids, padding_value=0)
    out, _ = model.rnn(model.dropout(model.embedding(batch)))
    model.train(was_training)
    return [out[: len(s), i].numpy() for i, s in enumerate(sentences)]


def project(states, method="pca", seed=0):
    flat = np.array([row for s in states for row in np.asarray(s)])
    if method == "pca":
        p = PCA(random_state=seed)
        return p.fit_transform(flat)[:, :2]
    else:
        p = min(20, len(flat) / 3.5)
        return TSNE(perplexity=p, random_state=seed, max_iter=750).fit_transform(flat)


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
In the PCA picture the first words of all sentences lie close together in the middle, because one word
is not enough to tell the network anything, and because they all start from the same zero state. From
the third or fourth word on the cloud opens like a fan, with positive sentences on one side and negative
ones on the other. A strong adjective such as "superb" pushes the state far to the positive side at
once. After "not" the state jumps into a region of its own, and the adjective that follows then lands
on the opposite side. With t-SNE I see many small islands instead, most of which share their last word,
so distances between islands mean little. After "but" the earlier half is mostly forgotten.
"""
