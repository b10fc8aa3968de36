# Trains an own GRU in load_model, bigger than the given RNN; subplots above each other, sharex, plots with horizontal colour bar.
import random

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence

from rnngrade import data

PADDING, UNKNOWN = "<pad>", "<unk>"


class SentimentGRU(nn.Module):
    def __init__(self, vocabulary, embedding_size=16, hidden_size=40):
        super().__init__()
        self.vocabulary = vocabulary
        self.embedding = nn.Embedding(len(vocabulary), embedding_size, padding_idx=0)
        self.dropout = nn.Dropout(0.1)
        self.rnn = nn.GRU(embedding_size, hidden_size, batch_first=True)
        self.linear = nn.Linear(hidden_size, 2)

    def forward(self, words, lengths):
        x = self.dropout(self.embedding(words))
        x = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        _, h = self.rnn(x)
        return self.linear(h[-1])


def numbers(vocabulary, words):
    return torch.tensor([vocabulary.get(word, vocabulary[UNKNOWN]) for word in words])


def load_model(steps=300, batch_size=48):
    torch.manual_seed(1)
    rng = random.Random(1)
    train = data.sentiment("train")
    vocabulary = {PADDING: 0, UNKNOWN: 1}
    for words, _ in train:
        for word in words:
            vocabulary.setdefault(word, len(vocabulary))
    model = SentimentGRU(vocabulary)
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
    encoded = [(numbers(vocabulary, words), label) for words, label in train]
    model.train()
    for _ in range(steps):
        batch = rng.choices(encoded, k=batch_size)
        x = pad_sequence([ids for ids, _ in batch], batch_first=True)
        x[(torch.rand(x.shape) < 0.03) & (x != 0)] = vocabulary[UNKNOWN]  # so that <unk> is trained, too
        lengths = torch.tensor([len(ids) for ids, _ in batch])
        loss = F.cross_entropy(model(x, lengths), torch.tensor([label for _, label in batch]))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return model.eval()


def hidden_states(model, sentences):
    was = model.training
    model.eval()
    with torch.no_grad():
        states = [model.rnn(model.embedding(numbers(model.vocabulary, s)))[0].numpy() for s in sentences]
    model.train(was)
    return states


def project(states, method="pca", seed=0):
    x = np.concatenate(states)
    if method == "pca":
        return PCA(2).fit_transform(x)
    return TSNE(perplexity=min(30, len(x) // 2), random_state=seed, max_iter=500).fit_transform(x)


def plot(points, sentiment, position):
    fig, (a, b) = plt.subplots(2, 1, sharex=True, figsize=(7, 9.5), constrained_layout=True)
    a.scatter(points[sentiment == 1][:, 0], points[sentiment == 1][:, 1], marker="+", c="royalblue", label="positive")
    a.scatter(points[sentiment == 0][:, 0], points[sentiment == 0][:, 1], marker="_", c="orangered", label="negative")
    a.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncol=2, frameon=False)
    sc = b.scatter(points[:, 0], points[:, 1], c=position, cmap="copper_r", s=22)
    fig.colorbar(sc, ax=b, orientation="horizontal", label="position of the word (0 is the first)", aspect=40)
    a.tick_params(labelbottom=True)
    a.set_xlabel("x")
    a.set_ylabel("y")
    b.set_xlabel("x")
    b.set_ylabel("y")
    return fig


OBSERVATIONS = """
I trained a GRU, since I wanted to see whether the gates change the picture. They do: trajectories are smoother
than for the vanilla RNN, and after filler words (the, was, a) the state hardly moves, while adjectives make
one large jump. Position 0 is one compact heap near the origin because all gates start from h = 0. With more words
the states spread radially, so position is visible as distance from the heap. The two sentiments part after the
first adjective and are nearly pure at the last word. Negation is stored: with "not" in front the jump of "good"
goes to the negative end. It happens at "but" that the state moves back by about half of the way, it does not
forget everything. The PCA axis one is sentiment, axis two something like "how far in the sentence". In t-SNE these
axes vanish and clusters of same word plus same context remain; pure clusters are those with adjectives in them.
"""


if __name__ == "__main__":
    pairs = data.sentiment("test")[:60]
    states = hidden_states(load_model(), [words for words, _ in pairs])
    sentiment = np.array([label for words, label in pairs for _ in words])
    position = np.array([i for words, _ in pairs for i in range(len(words))])
    for method in ("pca", "tsne"):
        plot(project(states, method), sentiment, position)
    plt.show()
