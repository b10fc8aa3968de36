# fails: figure
# diagnosis: no_data
# Plt.show(), plt.close() and no return.
# ex5, batch version


import matplotlib.pyplot as plt
import numpy as np
import torch
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


def project(states, method="pca", seed=0):
    X = np.vstack([np.asarray(s) for s in states])
    if method == "pca":
        # principal components with the SVD
        Xc = X - X.mean(axis=0)
        U, S, Vt = np.linalg.svd(Xc, full_matrices=False)
        return Xc @ Vt[:2].T
    n = X.shape[0]
    return TSNE(2, perplexity=max(1, min(30, n // 4)), random_state=seed).fit_transform(X)


def plot(points, sentiment, position):
    plt.figure(figsize=(14, 6))
    plt.subplot(121)
    for c, s in enumerate(["negative", "positive"]):
        m = np.asarray(sentiment) == c
        plt.plot(points[m, 0], points[m, 1], ".", color=["C3", "C0"][c], label=s)
    plt.xlabel("z1"); plt.ylabel("z2"); plt.legend()
    plt.subplot(122)
    plt.scatter(points[:, 0], points[:, 1], 12, position, cmap="coolwarm")
    plt.xlabel("z1"); plt.ylabel("z2"); plt.colorbar(label="position")
    plt.tight_layout()
    plt.show()
    plt.close()


OBSERVATIONS = """
What struck me first: both projections sort the points by position before they sort them by sentiment.
Articles and nouns at the beginning form dense knots, since only few different words occur there, while
the later points are spread widely. In PCA the horizontal direction is more or less the sentiment of what
was read so far; the vertical one seems to separate words that await something (degree words, negation)
from words that finish a phrase. Sentences with "although" begin on the wrong side and cross over after
the comma, which one can follow nicely when the points of one sentence are joined by a line. t-SNE keeps
the local groups but tears these paths apart, so I would not read anything into its global arrangement.
"""
