# fails: states
# diagnosis: not_in_eval
# Goes through model.dropout without eval().
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
    ids = [encode(model, s) for s in sentences]
    batch = pad_sequence(ids, batch_first=True, padding_value=0)
    out, _ = model.rnn(model.dropout(model.embedding(batch)))
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
    # figure 1: sentiment
    fig1, ax = plt.subplots(figsize=(6, 5), layout="constrained")
    neg = sentiment == 0
    pos = sentiment == 1
    ax.scatter(points[neg, 0], points[neg, 1], c="crimson", marker="o", alpha=0.7, label="negative (0)")
    ax.scatter(points[pos, 0], points[pos, 1], c="royalblue", marker="o", alpha=0.7, label="positive (1)")
    ax.set(xlabel="component 1", ylabel="component 2", title="Sentiment")
    ax.legend(loc="best")
    # figure 2: position
    fig2, ax = plt.subplots(figsize=(6, 5), layout="constrained")
    sc = ax.scatter(points[:, 0], points[:, 1], c=position, cmap="plasma", alpha=0.9)
    ax.set(xlabel="component 1", ylabel="component 2", title="Position")
    cb = fig2.colorbar(sc)
    cb.set_label("word position")
    return [fig1, fig2]


OBSERVATIONS = """
My figure has two lobes in the PCA view, roughly one per sentiment, joined by a bridge of early positions.
The darker (early) points are on the bridge, the brighter ones are at the far ends of both lobes, so
confidence grows with the number of words. A few positive points lie deep inside the negative lobe: they
belong to sentences like "not bad at all", seen before the end, when the model still has to correct its
opinion. The sentiment label belongs to the entire sentence, so such points are no errors. With t-SNE the
lobes break into perhaps twenty clusters. Different seeds turn and mirror them, but the neighbours stay
together. Function words gather in clusters in which both colours are mixed evenly.
"""
