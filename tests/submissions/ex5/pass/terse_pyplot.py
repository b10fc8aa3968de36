# Terse script, sentences one by one, scikit-learn for both projections, pyplot state machine only.
import matplotlib.pyplot as plt, numpy as np, torch
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence
from rnngrade import data

class SentimentRNN(nn.Module):
    def __init__(self, vocabulary, embedding_size=24, hidden_size=32):
        super().__init__()
        self.vocabulary = vocabulary
        self.embedding = nn.Embedding(len(vocabulary), embedding_size, padding_idx=0)
        self.dropout = nn.Dropout(0.2)
        self.rnn = nn.RNN(embedding_size, hidden_size, batch_first=True)
        self.linear = nn.Linear(hidden_size, 2)
    def forward(self, words, lengths):
        e = self.dropout(self.embedding(words))
        p = pack_padded_sequence(e, lengths, batch_first=True, enforce_sorted=False)
        return self.linear(self.rnn(p)[1][-1])

def load_model():
    v, w = data.sentiment_model()
    m = SentimentRNN(v); m.load_state_dict(w)
    return m

def hidden_states(model, sentences):
    model.eval(); v = model.vocabulary; out = []
    with torch.no_grad():
        for s in sentences:
            x = torch.tensor([[v.get(w, v["<unk>"]) for w in s]])
            out.append(model.rnn(model.embedding(x))[0][0].numpy())
    return out

def project(states, method="pca", seed=0):
    X = np.vstack(states)
    if method == "pca": return PCA(2).fit_transform(X)
    return TSNE(perplexity=min(30, len(X)-1.5), init="pca", random_state=seed, learning_rate="auto").fit_transform(X)

def plot(points, sentiment, position):
    fig = plt.figure(figsize=(10, 4.5))
    plt.subplot(121)
    plt.plot(*points[sentiment==0].T, "r.", label="neg")
    plt.plot(*points[sentiment==1].T, "g.", label="pos")
    plt.xlabel("x"); plt.ylabel("y"); plt.legend(); plt.title("sentiment")
    plt.subplot(122)
    plt.scatter(*points.T, c=position, s=9, cmap="jet")
    plt.xlabel("x"); plt.ylabel("y"); plt.colorbar(); plt.title("position")
    plt.tight_layout()
    return fig

OBSERVATIONS = "What I see: " + """the dots with position 0 and 1 form a very small clump, since there are few
words that start a sentence. Later dots scatter. Green and red overlap heavily for positions 0 to 3 and are
cleanly apart only where an adjective has been read. A "not" moves the dot sideways (there is a separate
clump for it), "very" hardly moves anything. If "but" comes, dots that were far out return to the centre,
I think the network forgets the first half on purpose. With t-SNE I get about twenty clumps, each is one word
in one context; distances between clumps do not mean much, changing perplexity shuffles them around. PCA keeps
the global picture, t-SNE the local one, so I would trust PCA for the question of sentiment."""

if __name__ == "__main__":
    d = data.sentiment("test")[:60]
    S = hidden_states(load_model(), [s for s, _ in d])
    y = np.array([l for s, l in d for _ in s]); p = np.array([i for s, _ in d for i in range(len(s))])
    plot(project(S), y, p); plot(project(S, "tsne"), y, p); plt.show()
