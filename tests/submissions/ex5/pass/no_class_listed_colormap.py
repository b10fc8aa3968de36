# Stub's class deleted (a smaller own Module with the four attributes loads the weights); dark style; ListedColormap with named ticks as the legend of the sentiments.
import numpy as np
import torch
from matplotlib import pyplot as plt
from matplotlib.colors import ListedColormap
from sklearn.manifold import TSNE

from rnngrade import data


class Net(torch.nn.Module):
    def __init__(self, vocabulary, weights):
        super().__init__()
        words, size = weights["embedding.weight"].shape
        hidden = weights["rnn.weight_hh_l0"].shape[0]
        self.vocabulary = vocabulary
        self.embedding = torch.nn.Embedding(words, size)
        self.rnn = torch.nn.RNN(size, hidden, batch_first=True)
        self.linear = torch.nn.Linear(hidden, 2)
        self.load_state_dict(weights)

    def forward(self, words, lengths):
        output, _ = self.rnn(self.embedding(words))
        return self.linear(output[torch.arange(len(words)), lengths - 1])


def load_model():
    return Net(*data.sentiment_model())


def hidden_states(model, sentences):
    unk = model.vocabulary["<unk>"]
    # sentences of the same length make a batch without any padding
    by_length = {}
    for i, s in enumerate(sentences):
        by_length.setdefault(len(s), []).append(i)
    states = [None] * len(sentences)
    model.eval()
    with torch.no_grad():
        for indices in by_length.values():
            batch = torch.tensor([[model.vocabulary.get(w, unk) for w in sentences[i]] for i in indices])
            for i, h in zip(indices, model.rnn(model.embedding(batch))[0]):
                states[i] = h.numpy()
    return states


def project(states, method="pca", seed=0):
    data = np.concatenate(states)
    data = data - data.mean(0)
    _, _, components = np.linalg.svd(data, full_matrices=False)
    if method == "pca":
        return data @ components[:2].T
    start = data @ components[:2].T
    start = start / start[:, 0].std() * 1e-4
    return TSNE(init=start, perplexity=min(30, len(data) - 2) if len(data) > 40 else len(data) / 4,
                random_state=seed, n_jobs=1).fit_transform(data)


def plot(points, sentiment, position):
    with plt.style.context("dark_background"):
        fig, (ax1, ax2) = plt.subplots(1, 2, figsize=(12, 5))
        x, y = points[:, 0], points[:, 1]

        two = ListedColormap(["tomato", "deepskyblue"])
        s = ax1.scatter(x, y, c=sentiment, cmap=two, vmin=-0.5, vmax=1.5, s=12)
        bar = fig.colorbar(s, ax=ax1, ticks=[0, 1])
        bar.ax.set_yticklabels(["negative", "positive"], rotation=90, va="center")
        bar.set_label("sentiment")

        s = ax2.scatter(x, y, c=position, cmap="afmhot", vmin=-1.5, s=12)
        fig.colorbar(s, ax=ax2).set_label("position")

        for ax in (ax1, ax2):
            ax.set_xlabel("dim 1")
            ax.set_ylabel("dim 2")
        fig.suptitle("Hidden states of the sentiment network")
        fig.tight_layout()
    return fig


OBSERVATIONS = """
On the dark background the late words glow, the early ones are nearly black-red: they sit in one corner, the glow is
everywhere else. This tells me that the recurrent network leaves its start region quickly and does not come back to
it, except for the words after a "but", which come rather near. The colours of sentiment do not separate into two
halves. They separate at the borders of the cloud, where sentences have been finished, while the interior is a mixture
of sentences whose verdict has not come. I looked up single points: "hardly good" ends among the negative ones,
"hardly bad" among the positive ones, although "hardly" alone leans towards negative. Intensifiers lengthen the step,
"very good" is further outside than "good". In t-SNE the cloud breaks up in grains, each with one word; grains of
adjectives have one colour and grains of nouns have both. The axes of t-SNE mean nothing, those of PCA do.
"""


if __name__ == "__main__":
    test = data.sentiment("test")[:60]
    states = hidden_states(load_model(), [words for words, _ in test])
    sentiment = np.array([label for words, label in test for _ in words])
    position = np.array([i for words, _ in test for i in range(len(words))])
    plot(project(states), sentiment, position)
    plot(project(states, "tsne"), sentiment, position)
    plt.show()
