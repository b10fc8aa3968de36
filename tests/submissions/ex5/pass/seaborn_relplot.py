# Two figures by seaborn relplot (FacetGrid.figure), positions in a legend at the side, own column names as labels.
import numpy as np
import pandas as pd
import seaborn as sns
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
    return model


def hidden_states(model, sentences):
    model.eval()
    states = []
    for sentence in sentences:
        h, steps = None, []
        for word in sentence:  # word by word, handing the state on
            index = torch.tensor([[model.vocabulary.get(word, model.vocabulary["<unk>"])]])
            with torch.no_grad():
                out, h = model.rnn(model.embedding(index), h)
            steps.append(out[0, 0])
        states.append(torch.stack(steps).numpy())
    return states


def project(states, method="pca", seed=0):
    flat = np.concatenate(states)
    centred = flat - flat.mean(axis=0)
    if method == "pca":
        values, vectors = np.linalg.eig(np.cov(centred, rowvar=False))
        order = np.argsort(values.real)[::-1][:2]
        return centred @ vectors[:, order].real
    n = len(flat)
    return TSNE(perplexity=min(30, n - 1) if n > 60 else max(n / 5, 1.1), init="random",
                random_state=np.random.RandomState(seed)).fit_transform(centred)


def plot(points, sentiment, position):
    df = pd.DataFrame(points, columns=["first direction", "second direction"])
    df["sentiment"] = ["positive" if s == 1 else "negative" for s in sentiment]
    df["position"] = position
    common = dict(data=df, x="first direction", y="second direction", height=5, aspect=1.1, kind="scatter")
    by_sentiment = sns.relplot(hue="sentiment", style="sentiment", hue_order=["negative", "positive"],
                               palette="Set1", alpha=0.8, **common)
    by_position = sns.relplot(hue="position", palette="rocket_r", alpha=0.8, **common)
    return [by_sentiment.figure, by_position.figure]


OBSERVATIONS = """
I expected two clouds, red and blue. That is not what I see. Almost every state of the first half of a sentence
is in a common cloud, and it would be strange otherwise because nobody can know the opinion after "the film was".
Only the darker points of the second figure (late words) leave this cloud. They leave it in two directions, and if
I look at the same places of the first figure then one direction is red and the other one is blue, with some
exceptions. The exceptions I checked were in the middle of sentences with "but" or "although", where the state is
right about the clause so far and the label is about the end. "not" is remarkable: its points are near the blue
side or the red side depending on what stood before, and the following adjective is mirrored. With t-SNE
I get chains and little islands. They are pure in the word, often pure in the colour, never pure in the position.
"""
