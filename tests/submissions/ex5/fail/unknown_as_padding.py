# fails: states
# diagnosis: unknown_as_padding
# Unknown words become 0, the padding.
import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn import decomposition, manifold
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
    embedded = [model.embedding(torch.tensor([model.vocabulary.get(w, 0) for w in s])).detach() for s in sentences]
    with torch.no_grad():
        out, _ = model.rnn(pack_sequence(embedded, enforce_sorted=False))
    return [o.numpy() for o in unpack_sequence(out)]


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
I looked at sixty test sentences. Observation one: the colours of the two classes overlap completely for
positions 0 and 1 and separate only when an evaluative adjective has been read. Observation two: negation
acts like a switch. The state after "not" is nearly the same whatever came before, and "not good" ends up
near "dull", though not quite as far out. Observation three: unknown words hardly move the state, they
look like a short drift back to the origin. Observation four: PCA explains roughly half of the variance in
two components, so some overlap is an artefact of the flat picture. t-SNE shows clearer clusters, yet
those clusters correspond to the current word at least as much as to the class.
"""
