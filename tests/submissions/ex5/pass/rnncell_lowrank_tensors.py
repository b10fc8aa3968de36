# Nn.RNNCell with copied weights, tensors everywhere instead of arrays, torch.pca_lowrank, a list of two figures.
import matplotlib.pyplot as plt
import torch
from sklearn.manifold import TSNE
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

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
    return model.eval()


def hidden_states(model, sentences):
    cell = nn.RNNCell(model.rnn.input_size, model.rnn.hidden_size)
    cell.load_state_dict({name.removesuffix("_l0"): w.clone() for name, w in model.rnn.state_dict().items()})
    every = []
    with torch.no_grad():
        for sentence in sentences:
            h = torch.zeros(1, model.rnn.hidden_size)
            states = []
            for word in sentence:
                number = torch.tensor([model.vocabulary.get(word, 1)])
                h = cell(model.embedding(number), h)
                states.append(h.squeeze(0))
            every.append(torch.stack(states))
    return every


def project(states, method="pca", seed=0):
    x = torch.cat([torch.as_tensor(s) for s in states]).double()
    if method == "pca":
        torch.manual_seed(seed)
        q = min(8, *x.shape)
        centred = x - x.mean(0)
        _, _, v = torch.pca_lowrank(centred, q=q, center=False, niter=60)
        return centred @ v[:, :2]
    perplexity = min(15.0, (len(x) - 1) / 2)
    return torch.from_numpy(
        TSNE(2, perplexity=perplexity, init="pca", random_state=seed).fit_transform(x.numpy())
    )


def plot(points, sentiment, position):
    points, sentiment, position = (torch.as_tensor(a) for a in (points, sentiment, position))

    first, ax = plt.subplots(figsize=(6, 5))
    for label, (name, marker) in enumerate([("negative", "v"), ("positive", "^")]):
        mine = points[sentiment == label]
        ax.scatter(mine[:, 0], mine[:, 1], marker=marker, alpha=0.6, c=f"C{1 - label}", label=name)
    ax.legend(title="Sentence is")
    ax.set(xlabel="axis 1", ylabel="axis 2", title="Hidden states and sentiment")
    first.tight_layout()

    second, ax = plt.subplots(figsize=(6, 5))
    dots = ax.scatter(points[:, 0], points[:, 1], c=position, cmap="magma", alpha=0.8)
    second.colorbar(dots, label="word position", location="bottom", pad=0.16)
    ax.set(xlabel="axis 1", ylabel="axis 2", title="Hidden states and word position")
    second.tight_layout()
    return [first, second]


OBSERVATIONS = """
Observation one, position: dark points (early words) are concentrated, light points (late words) spread to the
rim. The norm of the state grows over the first words and then stays, tanh saturates. Observation two, sentiment:
triangles up and down are separated only at the rim, that is late. In the middle they are mixed, since there
the meaning is still open. Observation three, negation: I followed "the film was not very good" by hand. After
"was" the state is neutral, "not" moves it clearly to the negative side already, "very" leaves it there and
"good" does not bring it back. With "not bad" it does come back. Observation four, contrast: after "but" the
point jumps into the neutral area. Observation five: t-SNE cuts the same data into compact groups, one group
holding equal words after similar histories, and sentiment is pure in most of the groups with adjectives.
"""


if __name__ == "__main__":
    pairs = data.sentiment("test")[:60]
    states = hidden_states(load_model(), [words for words, _ in pairs])
    sentiment = torch.tensor([label for words, label in pairs for _ in words])
    position = torch.tensor([i for words, _ in pairs for i in range(len(words))])
    for method in ("pca", "tsne"):
        plot(project(states, method), sentiment, position)
    plt.show()
