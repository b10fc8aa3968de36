# Exercise 5
# uses seaborn for the figures


import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
import torch
from sklearn import decomposition, manifold
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
from rnngrade import data


PADDING, UNKNOWN = "<pad>", "<unk>"


class SentimentRNN(nn.Module):
    """The model, as it was trained. It is complete."""

    def __init__(self, vocabulary, embedding_size=24, hidden_size=32):
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


def hidden_states(model, sentences):
    model.eval()
    unk = model.vocabulary["<unk>"]
    # longest sentence first, as pack_padded_sequence wants them
    order = sorted(range(len(sentences)), key=lambda i: len(sentences[i]), reverse=True)
    lengths = [len(sentences[i]) for i in order]
    longest = lengths[0]
    rows = []
    for i in order:
        ids = [model.vocabulary.get(w, unk) for w in sentences[i]]
        rows.append(ids + [0] * (longest - len(ids)))
    x = torch.tensor(rows)
    with torch.no_grad():
        emb = model.dropout(model.embedding(x))
        out, _ = model.rnn(pack_padded_sequence(emb, lengths, batch_first=True))
        out, _ = pad_packed_sequence(out, batch_first=True)
    # back to the old order
    result = [None] * len(sentences)
    for k, i in enumerate(order):
        result[i] = out[k, : lengths[k], :].detach().cpu().numpy()
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
The plots tell a story about memory. Early in a sentence there is nothing to remember, and the states sit
in a small number of clumps, one for each possible opening word. Later on the clumps split in two, and the
split follows the label. The vanilla RNN saturates: at the end of long sentences most points lie on the
rim of the cloud, where tanh is close to plus or minus one. Contrast is handled well, for after "but" the
points wander back through the middle to the other side. Degree words such as "hardly" behave like weak
negations. In t-SNE the last positions form long bands with one colour each, while PCA gives a continuous
gradient from negative to positive; I find the second easier to interpret.
"""
