# Seaborn scatterplot with hue and palette in both views, positions in a legend that names them all, sns.set_theme.
import numpy as np
import pandas as pd
import seaborn as sns
import torch
from matplotlib import pyplot as plt
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pack_sequence, unpack_sequence

from rnngrade import data

sns.set_theme(context="notebook", style="whitegrid")


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
    with torch.no_grad():
        embedded = [
            model.embedding(torch.tensor([model.vocabulary.get(word, model.vocabulary["<unk>"]) for word in s]))
            for s in sentences
        ]
        packed, _ = model.rnn(pack_sequence(embedded, enforce_sorted=False))
        return [h.numpy() for h in unpack_sequence(packed)]


def project(states, method="pca", seed=0):
    x = np.concatenate(states)
    if method == "pca":
        return PCA(2, random_state=seed).fit_transform(x)
    perplexity = np.clip(len(x) / 10, 1.5, 30)
    return TSNE(2, perplexity=perplexity, learning_rate="auto", init="pca", random_state=seed).fit_transform(x)


def plot(points, sentiment, position):
    frame = pd.DataFrame(
        {
            "x": points[:, 0],
            "y": points[:, 1],
            "sentiment": np.where(sentiment == 1, "positive", "negative"),
            "position": position,
        }
    )
    fig, (ax1, ax2) = plt.subplots(1, 2, figsize=(13, 5.5))
    sns.scatterplot(
        data=frame, x="x", y="y", hue="sentiment", hue_order=["negative", "positive"],
        palette={"negative": "firebrick", "positive": "steelblue"}, s=35, ax=ax1,
    )
    sns.scatterplot(data=frame, x="x", y="y", hue="position", palette="flare", legend="full", s=35, ax=ax2)
    sns.move_legend(ax2, "upper left", bbox_to_anchor=(1.01, 1), ncol=1 + len(set(frame.position)) // 14)
    ax1.set(xlabel="projection 1", ylabel="projection 2", title="Coloured by sentiment")
    ax2.set(xlabel="projection 1", ylabel="projection 2", title="Coloured by position")
    fig.tight_layout()
    return fig


OBSERVATIONS = """
Four patterns stand out. (1) Early positions are packed closely, the orange dots in the right view form small
heaps, and these heaps contain red and blue in the left view equally: nothing has been decided at that moment.
(2) After adjectives, heaps of a single colour appear. They lie at opposite ends of the first component, which
I read as the axis that the last linear layer uses. (3) Negated sentences arrive at the same ends, but through
a detour. After "not" or "hardly" the state is far from the state after "very", though both words stand at the
same place in the sentence. (4) Sentences with a contrast move twice, and it is the clause of the film, not that
of the cast or the plot, which determines the end. t-SNE displays (1) and (2) as islands; the detour of (3) can't
be recognised in it, because far distances have no meaning there. Unknown words seem to do almost nothing.
"""
