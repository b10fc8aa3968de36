# A forward hook on model.rnn while the whole model(...) runs; edge-coloured hollow circles; divider for the colour bar.
import numpy as np
import torch
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from mpl_toolkits.axes_grid1 import make_axes_locatable
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

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
        """Return logits (batch, 2) for the words' numbers (batch, max_len), padded with 0."""
        embedded = self.dropout(self.embedding(words))
        packed = pack_padded_sequence(embedded, lengths, batch_first=True, enforce_sorted=False)
        _, h_n = self.rnn(packed)
        logits: Tensor = self.linear(h_n[-1])
        return logits


def load_model() -> SentimentRNN:
    """Return the trained model. It is complete; train your own here, if you like."""
    vocabulary, weights = data.sentiment_model()
    model = SentimentRNN(vocabulary)
    model.load_state_dict(weights)
    return model


def hidden_states(model: SentimentRNN, sentences: list[list[str]]) -> list[np.ndarray]:
    caught: list[PackedSequence] = []
    handle = model.rnn.register_forward_hook(lambda module, args, result: caught.append(result[0]))
    mode = model.training
    try:
        model.eval()
        lengths = torch.tensor([len(words) for words in sentences])
        words = torch.zeros(len(sentences), int(lengths.max()), dtype=torch.long)
        for row, sentence in zip(words, sentences):
            for place, word in enumerate(sentence):
                row[place] = model.vocabulary.get(word, model.vocabulary[UNKNOWN])
        with torch.no_grad():
            model(words, lengths)
    finally:
        handle.remove()
        model.train(mode)
    padded, _ = pad_packed_sequence(caught[0], batch_first=True)
    return [padded[i, :n].numpy() for i, n in enumerate(lengths.tolist())]


def project(states: list[np.ndarray], method: str = "pca", seed: int = 0) -> np.ndarray:
    stacked = np.vstack(states)
    match method:
        case "pca":
            return PCA(n_components=2, svd_solver="full").fit_transform(stacked)
        case "tsne":
            # fewer dimensions first: the documentation recommends it
            small = PCA(n_components=min(10, *stacked.shape), random_state=seed).fit_transform(stacked)
            perplexity = min(30, max(2, len(small) // 5))
            return TSNE(perplexity=perplexity, random_state=seed, init="pca").fit_transform(small)
        case _:
            raise ValueError(f"no such method: {method}")


def plot(points: np.ndarray, sentiment: np.ndarray, position: np.ndarray) -> Figure:
    figure, (one, two) = plt.subplots(2, 1, figsize=(6.5, 9.5))

    colours = ["darkorange" if s else "indigo" for s in sentiment]
    one.scatter(points[:, 0], points[:, 1], facecolors="none", edgecolors=colours, s=30)
    one.legend(handles=[Patch(color="indigo", label="negative"), Patch(color="darkorange", label="positive")])
    one.set_title("Which sentiment has the sentence?")

    dots = two.scatter(points[:, 0], points[:, 1], c=position, cmap="YlGnBu", edgecolors="0.4", lw=0.4, s=30)
    cax = make_axes_locatable(two).append_axes("right", size="4%", pad=0.08)
    figure.colorbar(dots, cax=cax).set_label("words read before this one")
    two.set_title("Which word of the sentence?")

    for ax in (one, two):
        ax.set_xlabel("1st coordinate")
        ax.set_ylabel("2nd coordinate")
    figure.tight_layout()
    return figure


OBSERVATIONS = """
The pictures answer two questions. First: does the network know early how the sentence ends? No. Orange and
violet circles are on top of each other for the article and the noun, and they go apart with the adjective, so
the sentiment enters the state when the decisive word is read and not before. Second: does the network count?
A little. Positions make a gradient near the start, but after about the fifth word the places are decided by
which word was read and no longer by how many. A "not" opens a second lane that runs in parallel to the first
one with the colours exchanged. A "but" resets: circles from far out come back near the place of the first noun.
PCA shows these lanes as directions. t-SNE tears the lanes into pieces; however, inside one piece the colours
are almost always equal, so locally it keeps the sentiment better than PCA does.
"""
