# Own nn.RNN with a forward of its own (list of sentences), positions counted from 1 in the colour bar, a third panel that shows both.
import numpy as np
import torch
from matplotlib import pyplot as plt
from matplotlib.gridspec import GridSpec
from sklearn.decomposition import KernelPCA
from sklearn.manifold import TSNE
from torch import nn
from torch.optim.lr_scheduler import OneCycleLR

from rnngrade import data


class WordReader(nn.Module):
    """Reads a list of sentences, each a list of words, and tells how positive they are."""

    def __init__(self, vocabulary, width=28):
        super().__init__()
        self.vocabulary = vocabulary
        self.embedding = nn.Embedding(len(vocabulary), width, padding_idx=0)
        self.rnn = nn.RNN(width, width, batch_first=True)
        self.linear = nn.Linear(width, 2)

    def states(self, sentences):
        longest = max(map(len, sentences))
        ids = [[self.vocabulary.get(w, 1) for w in s] + [0] * (longest - len(s)) for s in sentences]
        return self.rnn(self.embedding(torch.tensor(ids)))[0]

    def forward(self, sentences):
        last = torch.tensor([len(s) - 1 for s in sentences])
        return self.linear(self.states(sentences)[torch.arange(len(sentences)), last])


def load_model():
    torch.manual_seed(3)
    train = data.sentiment("train")
    vocabulary = {"<pad>": 0, "<unk>": 1}
    for sentence, _ in train:
        for word in sentence:
            if word not in vocabulary:
                vocabulary[word] = len(vocabulary)
    model = WordReader(vocabulary)
    nn.init.orthogonal_(model.rnn.weight_hh_l0)
    steps = 400
    optimizer = torch.optim.Adam(model.parameters())
    scheduler = OneCycleLR(optimizer, max_lr=0.004, total_steps=steps)
    for _ in range(steps):
        batch = [train[i] for i in torch.randint(len(train), (64,)).tolist()]
        loss = nn.functional.cross_entropy(model([s for s, _ in batch]), torch.tensor([y for _, y in batch]))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        optimizer.step()
        scheduler.step()
    model.zero_grad()
    return model


def hidden_states(model, sentences):
    # not model.states, so that it works for the model of the stub, too
    model.eval()
    longest = max(map(len, sentences))
    ids = [[model.vocabulary.get(w, 1) for w in s] + [0] * (longest - len(s)) for s in sentences]
    with torch.no_grad():
        all_states = model.rnn(model.embedding(torch.tensor(ids)))[0]
    return [all_states[i, : len(s), :].clone().numpy() for i, s in enumerate(sentences)]


def project(states, method="pca", seed=0):
    x = np.vstack(states)
    if method == "pca":
        # the scalar products of all pairs give the same components as the covariance
        return KernelPCA(2, kernel="linear").fit_transform(x.astype(float))
    return TSNE(2, random_state=seed, perplexity=min(30.0, len(x) / 3.5), max_iter=1500).fit_transform(x)


def plot(points, sentiment, position):
    fig = plt.figure(figsize=(15, 4.8))
    grid = GridSpec(1, 3, figure=fig, width_ratios=[1, 1.15, 1.15])
    x, y = points.T
    number = np.asarray(position) + 1  # people count from 1

    ax = fig.add_subplot(grid[0])
    for s, (name, colour) in enumerate([("negative", "maroon"), ("positive", "limegreen")]):
        ax.scatter(x[sentiment == s], y[sentiment == s], c=colour, s=12, label=name)
    ax.legend(fontsize=8)
    ax.set(title="sentiment", xlabel="direction 1", ylabel="direction 2")

    ax = fig.add_subplot(grid[1])
    image = ax.scatter(x, y, c=number, cmap="winter_r", s=12)
    fig.colorbar(image, ax=ax, label="word number (from 1)")
    ax.set(title="position", xlabel="direction 1", ylabel="direction 2")

    ax = fig.add_subplot(grid[2])
    for s, (name, marker) in enumerate([("negative", "x"), ("positive", "o")]):
        image = ax.scatter(x[sentiment == s], y[sentiment == s], c=number[sentiment == s], cmap="winter_r",
                           marker=marker, s=16, vmin=number.min(), vmax=number.max(), label=name)
    fig.colorbar(image, ax=ax, label="word number (from 1)")
    ax.legend(fontsize=8)
    ax.set(title="both", xlabel="direction 1", ylabel="direction 2")
    fig.tight_layout()
    return fig


OBSERVATIONS = """
My own network has fewer units than the given one and its recurrent matrix started out orthogonal; even so the
pictures resemble each other. Words number one and two are in a narrow spot. A stalk of undecided states leads
out of the spot, and at its end the picture forks: maroon to one side, green to the other. The third panel shows
that the tips of the fork contain only late words, and that crosses and circles are not mixed there, but that they
are mixed along the stalk. With "not" the path forks earlier and its two prongs are swapped. With "but" the path goes
from the tip back to the stalk, the next adjective decides again. Adverbs of degree stretch the path a bit. Words which
the network does not know leave the state near to where it was or push it into a neutral direction. t-SNE dissolves
the fork, what remains are lumps of equal words, and lumps of adjectives with one sentiment each.
"""


if __name__ == "__main__":
    pairs = data.sentiment("test")[:60]
    states = hidden_states(load_model(), [s for s, _ in pairs])
    sentiment = np.repeat([y for _, y in pairs], [len(s) for s, _ in pairs])
    position = np.concatenate([np.arange(len(s)) for s, _ in pairs])
    for method in "pca", "tsne":
        plot(project(states, method), sentiment, position)
    plt.show()
