# fails: pca
# diagnosis: fitted_to_a_part
# Fits the PCA on the last state of each sentence only, then transforms all.
# ex5, batch version


import numpy as np
import torch
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from sklearn.decomposition import PCA
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
    was_training = model.training
    model.eval()
    ids = [encode(model, s) for s in sentences]
    batch = pad_sequence(ids, batch_first=True, padding_value=0)
    out, _ = model.rnn(model.dropout(model.embedding(batch)))
    model.train(was_training)
    return [out[i, : len(s)].numpy() for i, s in enumerate(sentences)]


def project(states, method="pca", seed=0):
    flat = np.array([row for s in states for row in np.asarray(s)])
    if method == "pca":
        final = np.array([np.asarray(s)[-1] for s in states])
        p = PCA(random_state=seed)
        return p.fit(final).transform(flat)[:, :2]
    else:
        p = min(20, len(flat) / 3.5)
        return TSNE(perplexity=p, random_state=seed, max_iter=750).fit_transform(flat)


COLOURS = {0: "#d95f02", 1: "#1b9e77"}
NAMES = {0: "negative", 1: "positive"}


def plot(points: np.ndarray, sentiment: np.ndarray, position: np.ndarray) -> Figure | list[Figure]:
    figure = Figure(figsize=(11, 4.5), layout="constrained")
    first = figure.add_subplot(1, 2, 1)
    second = figure.add_subplot(1, 2, 2)
    x, y = points[:, 0], points[:, 1]
    first.scatter(x, y, s=10, c=[COLOURS[int(s)] for s in sentiment])
    handles = [
        Line2D([], [], linestyle="", marker="o", color=COLOURS[key], label=NAMES[key]) for key in (0, 1)
    ]
    first.legend(handles=handles, title="sentiment")
    image = second.scatter(x, y, s=10, c=position, cmap="cividis")
    figure.colorbar(image, ax=second, label="position")
    for axes in (first, second):
        axes.set_xlabel("first coordinate")
        axes.set_ylabel("second coordinate")
    return figure


OBSERVATIONS = """
I looked at sixty test sentences. Observation one: the colours of the two classes overlap completely for
positions 0 and 1 and separate only when an evaluative adjective has been read. Observation two: negation
acts like a switch. The state after "not" is nearly the same whatever came before, and "not good" ends up
near "dull", though not quite as far out. Observation three: unknown words hardly move the state, they
look like a short drift back to the origin. Observation four: PCA explains roughly half of the variance in
two components, so some overlap is an artefact of the flat picture. t-SNE shows clearer clusters, yet
those clusters correspond to the current word at least as much as to the class.
"""
