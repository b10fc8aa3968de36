# fails: figure
# diagnosis: points_missing
# Draws points[:100] only: hard-coded number of points.
import matplotlib.pyplot as plt
import numpy as np
import torch
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
    x = torch.cat([torch.as_tensor(s) for s in states]).double()
    if method == "pca":
        x = x - x.mean(dim=0)
        u, s, vh = torch.linalg.svd(x, full_matrices=False)
        return (u[:, :2] * s[:2]).numpy()
    elif method == "tsne":
        count = x.shape[0]
        perplexity = 30
        if count <= 91:
            perplexity = (count - 1) / 3
        model = TSNE(n_components=2, perplexity=perplexity, random_state=seed, init="pca")
        return model.fit_transform(x.numpy())
    else:
        raise ValueError("method must be pca or tsne")


def plot(points, sentiment, position):
    points, sentiment, position = points[:100], sentiment[:100], position[:100]
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
My figure has two lobes in the PCA view, roughly one per sentiment, joined by a bridge of early positions.
The darker (early) points are on the bridge, the brighter ones are at the far ends of both lobes, so
confidence grows with the number of words. A few positive points lie deep inside the negative lobe: they
belong to sentences like "not bad at all", seen before the end, when the model still has to correct its
opinion. The sentiment label belongs to the entire sentence, so such points are no errors. With t-SNE the
lobes break into perhaps twenty clusters. Different seeds turn and mirror them, but the neighbours stay
together. Function words gather in clusters in which both colours are mixed evenly.
"""
