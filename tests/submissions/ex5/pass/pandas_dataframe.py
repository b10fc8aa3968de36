# Pandas throughout (DataFrame of words, df.plot.scatter with its automatic colour bar, groupby for the sentiments).
import numpy as np
import pandas as pd
import torch
from matplotlib import pyplot as plt
from scipy.linalg import svd
from sklearn.manifold import TSNE
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from rnngrade import data


class SentimentRNN(nn.Module):
    """The model, as it was trained. It is complete."""

    def __init__(self, vocabulary, embedding_size=24, hidden_size=32):
        super().__init__()
        self.vocabulary = vocabulary
        self.embedding = nn.Embedding(len(vocabulary), embedding_size, padding_idx=0)
        self.dropout = nn.Dropout(0.2)
        self.rnn = nn.RNN(embedding_size, hidden_size, batch_first=True)
        self.linear = nn.Linear(hidden_size, 2)

    def forward(self, words, lengths):
        embedded = self.dropout(self.embedding(words))
        packed = pack_padded_sequence(embedded, lengths, batch_first=True, enforce_sorted=False)
        _, h_n = self.rnn(packed)
        return self.linear(h_n[-1])


def load_model():
    vocabulary, weights = data.sentiment_model()
    model = SentimentRNN(vocabulary)
    model.load_state_dict(weights)
    return model


def hidden_states(model, sentences):
    model.eval()
    # longest first, so that pack_padded_sequence needs no sorting of its own; put back in order afterwards
    lengths = pd.Series([len(s) for s in sentences])
    order = lengths.sort_values(ascending=False, kind="stable").index
    table = pd.DataFrame([sentences[i] for i in order])
    ids = table.map(lambda w: 0 if w is None or w != w else model.vocabulary.get(w, model.vocabulary["<unk>"]))
    x = torch.tensor(ids.to_numpy(dtype=np.int64))
    with torch.no_grad():
        packed = pack_padded_sequence(model.embedding(x), torch.tensor(lengths[order].tolist()), batch_first=True)
        out, _ = pad_packed_sequence(model.rnn(packed)[0], batch_first=True)
    back = {i: out[row, : lengths[i]].numpy() for row, i in enumerate(order)}
    return [back[i] for i in range(len(sentences))]


def project(states, method="pca", seed=0):
    x = pd.concat([pd.DataFrame(np.asarray(s)) for s in states], ignore_index=True)
    if method == "pca":
        x = x - x.mean()
        u, s, _ = svd(x.to_numpy(), full_matrices=False)
        return (u * s)[:, :2]
    tsne = TSNE(perplexity=min(40, 0.3 * len(x)), random_state=seed, metric="euclidean", init="pca")
    return make_pipeline(StandardScaler(with_std=False), tsne).fit_transform(x.to_numpy())


def plot(points, sentiment, position):
    df = pd.DataFrame({"x1": points[:, 0], "x2": points[:, 1], "sentiment": sentiment, "position": position})
    df["sentiment"] = df["sentiment"].map({0: "negative", 1: "positive"})
    fig, axes = plt.subplots(1, 2, figsize=(12, 5))
    for (name, group), colour in zip(df.groupby("sentiment"), ["black", "gold"]):
        group.plot.scatter(x="x1", y="x2", ax=axes[0], color=colour, edgecolor="grey", label=name, s=28)
    df.plot.scatter(x="x1", y="x2", c="position", colormap="cool", ax=axes[1], s=28)
    axes[0].set_title("sentiment")
    axes[1].set_title("position")
    plt.tight_layout()
    return fig


OBSERVATIONS = """
I put all states, words and labels in a table and sorted it by the first component. The top of the table is full
of words like "superb", "lovely", "great" and the bottom is full of "dull", "awful", "weak"; rows with "the" and
nouns are in the middle. So the first component is mostly opinion, from bad to good. However rows of "good" occur at
the bottom too, and each of them has a "not", a "hardly" or a "never" in front of it. Thus the network has learned
negation and has it in the same direction. The position shows up in the second component, mainly as a difference
between position 0, 1 and all others; between the sixth and the tenth word I cannot recognise any difference. With
t-SNE the table has no such order, the groups are words with their near past. After "but" the values are close to
zero again. All in all sentiment is a matter of late states.
"""
