# Chinese comments and OBSERVATIONS, figure-wide labels by supxlabel and supylabel, equal aspect, inset colour bar.
import numpy as np
import torch
from matplotlib import pyplot as plt
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

from rnngrade import data

PADDING, UNKNOWN = "<pad>", "<unk>"


class SentimentRNN(nn.Module):
    """训练好的模型，未作改动。"""

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
    model.eval()  # 关闭 dropout
    单词编号 = [
        torch.tensor([model.vocabulary.get(w, model.vocabulary[UNKNOWN]) for w in s], dtype=torch.long)
        for s in sentences
    ]
    lengths = torch.tensor([len(s) for s in sentences])
    with torch.no_grad():
        x = model.embedding(pad_sequence(单词编号, batch_first=True))
        out, _ = model.rnn(pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False))
        out, lengths = pad_packed_sequence(out, batch_first=True)
    # 去掉填充位置的状态
    return [o[:n].numpy() for o, n in zip(out, lengths)]


def project(states, method="pca", seed=0):
    x = np.concatenate(states)
    if method == "pca":
        return PCA(n_components=2).fit_transform(x)  # 只做中心化，不做标准化
    # 先降到 20 维再做 t-SNE；困惑度必须小于样本数
    x = PCA(n_components=min(20, len(x), x.shape[1])).fit_transform(x)
    return TSNE(perplexity=min(30, max(1, (len(x) - 1) // 3)), init="random", learning_rate=200,
                random_state=seed).fit_transform(x)


def plot(points, sentiment, position):
    fig, ax = plt.subplots(1, 2, figsize=(12, 6), layout="constrained")
    # 左图：情感
    ax[0].scatter(points[sentiment == 0, 0], points[sentiment == 0, 1], c="#1a7a3c", s=18, label="negative")
    ax[0].scatter(points[sentiment == 1, 0], points[sentiment == 1, 1], c="#d7191c", s=18, label="positive")
    ax[0].legend(title="sentiment")
    # 右图：位置
    sc = ax[1].scatter(points[:, 0], points[:, 1], c=position, s=18, cmap="summer")
    cax = ax[1].inset_axes([1.03, 0.0, 0.04, 1.0])
    fig.colorbar(sc, cax=cax, label="position")
    for a in ax:
        a.set_aspect("equal", adjustable="datalim")
    fig.supxlabel("dimension 1")
    fig.supylabel("dimension 2")
    return fig


# 以下是我的观察
OBSERVATIONS = """
从主成分图可以看到，句子开头几个词的隐藏状态几乎重合在一起，因为所有句子都以相同的几个词开头，这时网络还不可能知道情感，
所以红点和绿点完全混在一起。读到形容词之后，状态才明显分开：褒义句向一侧移动，贬义句向另一侧移动。遇到否定词“not”或“hardly”时，
状态先移到一个单独的区域，之后的形容词会把它带到与平时相反的一侧，这说明网络确实记住了否定，而不是只看最后一个词。
程度副词“very”只让点移动很小的距离。转折词“but”之后，状态又回到中间，前半句的评价大部分被忘记，最后的位置由后半句决定；
以“although”开头的句子也类似，因此有些点的颜色与邻近的点不一致。位置信息主要体现在前三四个词，之后各个位置混在一起，很难区分。
t-SNE 图则分成许多小岛，每个小岛大多对应同一个词在相似上下文中的状态，形容词的小岛颜色比较纯，名词和动词的小岛两种颜色都有。
岛与岛之间的距离没有意义，所以我认为主成分图更适合看整体方向，而 t-SNE 更适合看局部的相似性。
"""


if __name__ == "__main__":
    pairs = data.sentiment("test")[:60]
    states = hidden_states(load_model(), [w for w, _ in pairs])
    s = np.array([y for w, y in pairs for _ in w])
    p = np.array([i for w, _ in pairs for i in range(len(w))])
    for method in ("pca", "tsne"):
        plot(project(states, method), s, p)
    plt.show()
