# fails: states
# diagnosis: padded_in_front
# Pads on the left, so that the RNN reads the padding before the words.
# ex5, batch version


import numpy as np
import torch
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from sklearn import decomposition, manifold
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


@torch.no_grad()
def hidden_states(model, sentences):
    model.eval()
    longest = max(len(s) for s in sentences)
    batch = torch.zeros(len(sentences), longest, dtype=torch.long)
    for i, s in enumerate(sentences):
        ids = [model.vocabulary.get(w, model.vocabulary["<unk>"]) for w in s]
        batch[i, longest - len(s):] = torch.tensor(ids)
    out, _ = model.rnn(model.embedding(batch))
    return [out[i, longest - len(s):].numpy() for i, s in enumerate(sentences)]


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


def plot(points: np.ndarray, sentiment: np.ndarray, position: np.ndarray) -> Figure | list[Figure]:
    """Show the points (n, 2) twice: coloured by sentiment, and coloured by position."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 5))
    for label, name, colour in ((0, "negative", "tab:red"), (1, "positive", "tab:green")):
        chosen = sentiment == label
        left.scatter(points[chosen, 0], points[chosen, 1], s=12, color=colour, label=name)
    left.set_title("by sentiment")
    left.set_xlabel("dimension 1")
    left.set_ylabel("dimension 2")
    left.legend()
    drawn = right.scatter(points[:, 0], points[:, 1], s=12, c=position, cmap="viridis")
    right.set_title("by position")
    right.set_xlabel("dimension 1")
    right.set_ylabel("dimension 2")
    figure.colorbar(drawn, ax=right, label="position in the sentence")
    figure.tight_layout()
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
